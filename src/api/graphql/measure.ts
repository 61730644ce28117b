/** How deep an operation is, and how many objects it can give. Expects a valid document: fragments have no cycles. */
import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from "graphql/index.js";
import { limits } from "./limits.ts";

export interface Measure {
  readonly depth: number;
  readonly nodes: number;
  /** Fields that give a list without a small bound, as `Job.tasks`. */
  readonly longLists: ReadonlySet<string>;
}

/** Lists that a subscription would send again with each message. */
const longLists: ReadonlySet<string> = new Set([
  "Job.tasks",
  "Job.task",
  "Job.taskTimeline",
  "Job.history",
  "Job.failureGroups",
  "Job.throughput",
  "Job.asOf",
  "CompletionReport.files",
]);

/** Lists that are not asked for by pages, and may be as long as one. */
const unpagedLists: ReadonlySet<string> = new Set(["Job.retries"]);

/** What is asked of stores, or takes long, counts as so many objects, so that one operation asks little of it. */
const looks: Readonly<Record<string, number>> = {
  "Query.manifestPreview": limits.previewNodes,
  "Query.validateJob": limits.previewNodes,
  "Query.buckets": limits.listingNodes,
  "Query.objects": limits.listingNodes,
  // It counts the jobs that are found up to four times, and by conditions that no index leads to.
  "Query.commandPreview": limits.previewNodes,
  // Of a row without an outcome the manifest is read.
  "Job.taskTimeline": limits.listingNodes,
  // It counts all that wait.
  "Job.queue": 50,
};

interface Measuring {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Each fragment once, so that fragments within fragments cannot make the measuring itself expensive. */
  readonly measured: Map<string, Measure>;
}

/** Measures one operation. Fields of the introspection count for the depth only; they have a rule of their own. */
export function measure(
  operation: OperationDefinitionNode,
  request: {
    readonly schema: GraphQLSchema;
    readonly document: DocumentNode;
    readonly variables: Readonly<Record<string, unknown>>;
  },
): Measure {
  const { schema, document, variables } = request;
  const fragments = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const measuring = { schema, operation, variables, fragments, measured: new Map() };
  const root = schema.getRootType(operation.operation) ?? null;
  return measureSet(measuring, operation.selectionSet, { type: root, pageSize: 1 });
}

/** The type that fields are looked up in; `pageSize` is how many items the connection has whose fields these are. */
interface Place {
  readonly type: GraphQLNamedType | null;
  readonly pageSize: number;
}

function measureSet(measuring: Measuring, set: SelectionSetNode, place: Place): Measure {
  let depth = 0;
  let nodes = 0;
  const lists = new Set<string>();
  for (const selection of set.selections) {
    const part =
      selection.kind === Kind.FIELD
        ? measureField(measuring, selection, place)
        : selection.kind === Kind.INLINE_FRAGMENT
          ? measureSet(measuring, selection.selectionSet, {
              type: typeNamed(measuring, selection.typeCondition?.name.value) ?? place.type,
              pageSize: place.pageSize,
            })
          : measureFragment(measuring, selection.name.value, place.pageSize);
    depth = Math.max(depth, part.depth);
    nodes += part.nodes;
    for (const list of part.longLists) lists.add(list);
  }
  return { depth, nodes, longLists: lists };
}

function measureFragment(measuring: Measuring, name: string, pageSize: number): Measure {
  const key = `${name} ${pageSize}`;
  const known = measuring.measured.get(key);
  if (known !== undefined) return known;
  const fragment = measuring.fragments.get(name);
  if (fragment === undefined) return { depth: 0, nodes: 0, longLists: new Set() };
  const type = typeNamed(measuring, fragment.typeCondition.name.value) ?? null;
  const found = measureSet(measuring, fragment.selectionSet, { type, pageSize });
  measuring.measured.set(key, found);
  return found;
}

function measureField(measuring: Measuring, node: FieldNode, place: Place): Measure {
  const field = fieldOf(place.type, node.name.value);
  const fieldName = `${place.type?.name}.${node.name.value}`;
  const own = longLists.has(fieldName) ? [fieldName] : [];
  if (node.selectionSet === undefined) return { depth: 1, nodes: 0, longLists: new Set(own) };
  const type = field === undefined ? null : getNamedType(field.type);
  const asked = unpagedLists.has(fieldName)
    ? limits.pageSizeMax
    : field === undefined
      ? 1
      : pageSizeOf(measuring, node, field);
  const isConnection = type?.name.endsWith("Connection") === true;
  const isItem = ["edges", "nodes"].includes(node.name.value);
  const times = isItem ? place.pageSize : isConnection ? 1 : asked;
  const inner = measureSet(measuring, node.selectionSet, {
    type,
    pageSize: isConnection ? asked : 1,
  });
  return {
    depth: inner.depth + 1,
    nodes: type === null ? 0 : times * (1 + inner.nodes) + looksOf(measuring, node, fieldName),
    longLists: new Set([...own, ...inner.longLists]),
  };
}

function looksOf(measuring: Measuring, node: FieldNode, fieldName: string): number {
  return (looks[fieldName] ?? 0) + (hasQuery(measuring, node) ? limits.queryNodes : 0);
}

/** Whether a list is filtered by a query of any shape. */
function hasQuery({ operation, variables }: Measuring, node: FieldNode): boolean {
  const filter = node.arguments?.find(({ name }) => name.value === "filter")?.value;
  if (filter?.kind !== Kind.VARIABLE) return namesQuery(filter);
  const name = filter.name.value;
  const given = variables[name];
  if (given === undefined) return namesQuery(definitionOf(operation, name)?.defaultValue);
  return typeof given === "object" && given !== null && "query" in given;
}

function namesQuery(filter: ValueNode | undefined): boolean {
  return filter?.kind === Kind.OBJECT && filter.fields.some(({ name }) => name.value === "query");
}

function fieldOf(
  type: GraphQLNamedType | null,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

function typeNamed({ schema }: Measuring, name: string | undefined): GraphQLNamedType | undefined {
  return name === undefined ? undefined : schema.getType(name);
}

/** How many items a field was asked for. A number beyond the limits is the resolver's to refuse. */
function pageSizeOf(
  measuring: Measuring,
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
): number {
  const sizes = ["first", "last"].flatMap((name) => {
    const argument = field.args.find((each) => each.name === name);
    if (argument === undefined) return [];
    const size = numberGiven(measuring, node, name) ?? argument.defaultValue;
    return [typeof size === "number" ? size : null];
  });
  if (sizes.length === 0) return 1;
  // A list that pages both ways is asked for by one of the two.
  const asked = sizes.filter((size) => size !== null);
  const size = asked.length === 0 ? limits.pageSizeDefault : Math.max(...asked);
  return Math.min(Math.max(size, 1), limits.pageSizeMax);
}

function numberGiven({ operation, variables }: Measuring, node: FieldNode, name: string): unknown {
  const given = node.arguments?.find((each) => each.name.value === name)?.value;
  if (given?.kind === Kind.VARIABLE)
    return variables[given.name.value] ?? defaultOf(operation, given.name.value);
  return given?.kind === Kind.INT ? Number(given.value) : undefined;
}

function defaultOf(operation: OperationDefinitionNode, name: string): number | undefined {
  const value = definitionOf(operation, name)?.defaultValue;
  return value?.kind === Kind.INT ? Number(value.value) : undefined;
}

function definitionOf({ variableDefinitions }: OperationDefinitionNode, name: string) {
  return variableDefinitions?.find(({ variable }) => variable.name.value === name);
}

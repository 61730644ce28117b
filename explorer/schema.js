/** The schema as introspection gives it, and small words for its types. */

export const introspectionQuery = `query Introspection {
  __schema {
    queryType { name } mutationType { name } subscriptionType { name }
    types {
      kind name description
      fields { name description type { ...TypeRef } args { name description type { ...TypeRef } } }
      inputFields { name description type { ...TypeRef } }
      enumValues { name description }
      possibleTypes { name }
    }
  }
}
fragment TypeRef on __Type {
  kind name ofType { kind name ofType { kind name ofType { kind name } } }
}`;

export function readSchema({ __schema: schema }) {
  const types = new Map(schema.types.map((type) => [type.name, type]));
  const roots = {
    query: schema.queryType?.name,
    mutation: schema.mutationType?.name,
    subscription: schema.subscriptionType?.name,
  };
  return { types, roots };
}

/** The type inside of lists and exclamation marks. */
export function nameOfType(type) {
  return type?.ofType ? nameOfType(type.ofType) : type?.name;
}

/** As SDL writes it. */
export function textOfType(type) {
  if (type.kind === "NON_NULL") return `${textOfType(type.ofType)}!`;
  if (type.kind === "LIST") return `[${textOfType(type.ofType)}]`;
  return type.name;
}

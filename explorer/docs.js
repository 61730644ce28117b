/** The schema to read through: a type at a time, every word of it text and never markup. */
import { nameOfType, textOfType } from "./schema.js";

function element(tag, ...children) {
  const made = document.createElement(tag);
  made.append(...children);
  return made;
}

export function showDocs(place, schema) {
  const show = (name) => {
    const type = schema.types.get(name);
    if (type === undefined) return;
    place.replaceChildren(...pageOf(type));
    place.scrollTop = 0;
  };
  const link = (name, text) => {
    const button = element("button", text);
    button.type = "button";
    button.addEventListener("click", () => show(name));
    return button;
  };
  const typed = ({ name, type }) => [`${name}: `, link(nameOfType(type), textOfType(type))];
  const entry = (member) => [
    element("dt", ...(member.type ? typed(member) : [member.name])),
    element("dd", member.description ?? ""),
    ...(member.args ?? []).map((argument) =>
      element("dd", "  ", ...typed(argument), ` – ${argument.description ?? ""}`),
    ),
  ];
  const pageOf = (type) => {
    const members = type.fields ?? type.inputFields ?? type.enumValues ?? [];
    const others = (type.possibleTypes ?? []).flatMap(({ name }) => [link(name, name), " "]);
    return [
      element(
        "p",
        ...Object.values(schema.roots)
          .filter(Boolean)
          .flatMap((name) => [link(name, name), " "]),
      ),
      element("h2", type.name),
      element("p", type.description ?? ""),
      ...(type.kind === "OBJECT" || others.length === 0
        ? []
        : [element("p", "One of ", ...others)]),
      element("dl", ...members.flatMap(entry)),
    ];
  };
  show(schema.roots.query);
}

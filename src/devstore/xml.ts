const namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

/** A whole answer: declaration, and a root element in S3's namespace around finished children. */
export function xmlDocument(name: string, ...children: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="${namespace}">${children.join("")}</${name}>`;
}

/** An element around finished children. */
export function xmlElement(name: string, ...children: readonly string[]): string {
  return `<${name}>${children.join("")}</${name}>`;
}

/** An element around text; nothing at all when there is no value. */
export function xmlText(name: string, value: string | number | boolean | undefined): string {
  return value === undefined ? "" : `<${name}>${escapeXml(String(value))}</${name}>`;
}

/**
 * Text as XML content. Characters that XML 1.0 cannot hold are written as references all the same, as S3 does: whoever
 * has such keys asks for `encoding-type=url`.
 */
export function escapeXml(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are the point here
  return text.replaceAll(/[&<>"'\u0000-\u001f\u007f]/g, (character) => {
    switch (character) {
      case "&":
        return "&amp;";
      case "<":
        return "&lt;";
      case ">":
        return "&gt;";
      case '"':
        return "&quot;";
      default:
        return `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
    }
  });
}

/** A time as S3 writes it in XML. */
export function xmlTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

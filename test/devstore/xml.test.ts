import { describe, expect, test } from "vitest";
import { readXml } from "../../src/devstore/read-xml.ts";
import { escapeXml } from "../../src/devstore/xml.ts";
import { fc } from "../support/fast-check.ts";

const read = (text: string) => readXml(Buffer.from(text));

describe("a request document", () => {
  test("is read with its namespace, comments and references", () => {
    const text = `<?xml version="1.0"?><!-- a --><Tag xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
      <Key>a&amp;b&#x20;&#10;<!-- b --> c</Key><Value/></Tag>`;
    expect(read(text).children).toEqual([
      { name: "Key", children: [], text: "a&b \n c" },
      { name: "Value", children: [], text: "" },
    ]);
  });

  test("gives back whatever text was escaped into it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(read(`<Key>${escapeXml(text)}</Key>`).text).toBe(text);
      }),
    );
  });

  test.each([
    "",
    "text",
    "<a>",
    "<a></b>",
    "<a/><b/>",
    "<a>&unknown;</a>",
    "<a>&amp</a>",
    "<a>&#xD800;</a>",
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    "<a><![CDATA[b]]></a>",
    "<a><?php ?></a>",
    "<a b=c></a>",
    "<x:a></x:a>",
    "<a>".repeat(20),
  ])("is refused when it is %j", (text) => {
    expect(() => read(text)).toThrow("The XML you provided was not well-formed");
  });
});

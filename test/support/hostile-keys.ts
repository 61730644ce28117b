/** Keys that S3 allows and that programs stumble over, each with the name of the trouble. */
export const hostileKeys: readonly (readonly [trouble: string, key: string])[] = [
  ["spaces", " leading, inner and trailing "],
  ["plus", "a+b c"],
  ["percent", "100% of %41 and %2F"],
  ["quotes", `it's "quoted" \`so\``],
  ["accents", "crème brûlée/Ünïcödé"],
  ["accents of two code points", "cre\u0300me"],
  ["Chinese, Japanese, Korean", "箱/コンテナ/컨테이너"],
  ["emoji", "🚢/👩‍🚀.txt"],
  ["dot segments", "a/../b/./c"],
  ["leading dot segments", "../up"],
  ["nothing but dots", ".."],
  ["double slash", "a//b///c"],
  ["leading slash", "/root"],
  ["trailing slash", "folder/"],
  ["tab", "a\tb"],
  ["newline", "a\nb"],
  ["query and fragment", "a?b=c&d#e;f"],
  ["markup", "<a>&amp;]]>"],
  ["replacement patterns", "$&$1$`"],
  ["backslash", "a\\b\\..\\c"],
  ["reserved signs", "!*'()[]{}|^~:@=,"],
  ["1024 bytes", `${"deep/".repeat(51)}${"箱".repeat(256)}x`],
];

/** Those that may still be put under a prefix: with it, the longest one would be too long for S3. */
export const hostileKeysToPrefix: readonly string[] = hostileKeys
  .map(([, key]) => key)
  .filter((key) => Buffer.byteLength(key) < 1000);

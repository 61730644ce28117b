/** What came is not HTTP, or not of a kind that can be read. The name is the one that failures are told by. */
export class AnswerMalformed extends Error {
  override readonly name = "HTTPParserError";
}

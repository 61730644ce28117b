/** How much one request may ask for, on HTTP and on WebSocket alike. */
export const limits = {
  /** Page of a list when the caller does not say, and the largest there is. */
  pageSizeDefault: 20,
  pageSizeMax: 100,
  sampleTasksMax: 20,
  /** Rows of a manifest that one preview looks at. */
  previewRowsMax: 1_000_000,
  /** Objects of one operation. A page of 100 jobs with all their parts has about 1 500. */
  nodesMax: 10_000,
  /** As how many objects a look at a manifest counts, or at what a command would meet, and a list of what lies in a store. */
  previewNodes: 2_000,
  listingNodes: 500,
  /** As how many objects a query of any shape counts: no index may lead to its jobs. */
  queryNodes: 2_500,
  /** The query by which tools ask for the schema is 15 deep; nothing else comes near. */
  depthMax: 15,
  aliasesMax: 30,
  /** Tokens of one document; the query for the schema has about 300. */
  tokensMax: 2_000,
  /** Open subscriptions of one WebSocket. */
  subscriptionsMax: 100,
  /** Open connections of the server, WebSockets among them. */
  connectionsMax: 1_000,
  /** Files of reports that are downloaded at once; each holds a connection to its store. */
  downloadsMax: 32,
  /** Head of a request, the token in it included. */
  headerBytesMax: 16 * 1024,
  /** A request must be there, head and body, after this long; looked at every now and then. */
  requestMs: 15_000,
  requestCheckMs: 2_000,
  /** A connection on which nothing moves is closed after this long. */
  idleMs: 120_000,
  /** Body of a request. The largest is a list of 20 000 jobs. */
  bodyBytesMax: 2 * 1024 * 1024,
  /** Message on a WebSocket. The largest spec has about 30 KiB. */
  messageBytesMax: 256 * 1024,
  /** Commands to many jobs that are under way at once, of everybody. */
  bulkCommandsMax: 20,
  /** And of one user. */
  ownBulkCommandsMax: 5,
  /** Shortest time between two messages of a subscription. */
  intervalMsMin: 100,
  intervalMsMax: 10_000,
  /** Points of a throughput. */
  throughputPointsMin: 2,
  throughputPointsMax: 500,
  /** How long a request waits for what was written to be read. */
  readWaitMs: 2_000,
  searchCharactersMin: 3,
  /** Tags that a job must carry to be in a list. */
  filterTagsMax: 50,
  /** Error codes that failed tasks are asked for by. Each is a query of its own. */
  errorCodesMax: 50,
  errorCodeCharactersMax: 128,
  /** No key of S3 is longer. */
  keyPrefixCharactersMax: 1024,
} as const;

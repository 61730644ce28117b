// Which folder may import which. Read it as the path of the data, bottom to top.
// A folder may always import from itself.
const lib = ["src/lib"];
const ambient = [...lib, "src/config", "src/log"];
const mayImport = {
  "src/lib": [],
  "src/job": lib,
  projections: ["src/job", ...lib],
  "src/config": lib,
  "src/log": lib,
  "src/eventstore": ambient,
  "src/s3": ambient,
  "src/lambda": ["src/s3", ...ambient], // what failures mean is understood in one place
  "src/commands": ["src/job", "src/eventstore", ...ambient],
  "src/operations": ["src/job", "src/s3", "src/lambda", ...ambient],
  "src/manifest": ["src/job", "src/s3", ...ambient],
  "src/report": ["src/job", "src/s3", ...ambient],
  "src/audit": ["src/job", "src/eventstore", ...ambient],
  "src/executors": [
    "src/audit",
    "src/commands",
    "src/job",
    "src/eventstore",
    "src/operations",
    "src/manifest",
    "src/report",
    "src/inspect",
    "src/s3",
    "src/lambda",
    ...ambient,
  ],
  "src/readmodels": ["projections", "src/job", "src/eventstore", ...ambient],
  "src/notices": ["src/job", "src/lambda", "src/readmodels", "src/eventstore", ...ambient],
  "src/bulk": ["src/commands", "src/job", "src/readmodels", "src/eventstore", ...ambient],
  "src/inspect": ["src/job", "src/manifest", "src/operations", "src/s3", "src/lambda", ...ambient],
  "src/api": [
    "src/audit",
    "src/bulk",
    "src/commands",
    "src/job",
    "src/readmodels",
    "src/inspect",
    ...ambient,
  ],
  "src/devstore": ambient,
  "src/devlambda": ambient,
  "src/cli": ["src/app", "src/audit", "src/devstore", "src/devlambda", ...ambient],
  "src/compile-cache": [],
  "src/lean-start": [],
  "src/main": ["src/cli", "src/compile-cache", "src/lean-start", ...ambient],
  console: [],
};

// The composition roots import everything but the entrances, and nobody else names an adapter.
const roots = ["src/app", "src/threads"];
const entrances = ["src/cli", "src/main", "src/devstore", "src/devlambda"];
const adapters = [
  "eventstore/(embedded|eventstoredb)",
  "s3/(s3-object-store|sdk-transport|compiled/compiled-transport)",
  "lambda/lambda-function-caller",
];

// Packages that only one place may know.
const onlyIn = {
  "@eventstore/": "^src/eventstore/eventstoredb[a-z-]*[.]ts$",
  "@aws-sdk/": "^src/(s3|lambda|operations)/", // operations build commands, never a client
  "@apollo/": "^src/api/graphql/",
  "graphql/": "^src/api/graphql/",
  "jose/": "^src/api/access/",
  "csv-parse/": "^src/manifest/",
  "nodemailer/": "^src/notices/mail[.]ts$",
};

const inside = (folder) => `^${folder}([.]ts$|/)`;
const error = (name, from, to) => ({ name, severity: "error", from, to });

export default {
  forbidden: [
    error("no-cycles", {}, { circular: true }),
    // The generated documents name a package of types alone, which has nothing to resolve to.
    error(
      "not-to-unresolvable",
      { pathNot: "^console/src/graphql/generated[.]ts$" },
      { couldNotResolve: true },
    ),
    ...Object.entries(mayImport).map(([folder, allowed]) =>
      error(
        `${folder}-imports`,
        { path: inside(folder) },
        { path: "^(src|projections|console|test)/", pathNot: [folder, ...allowed].map(inside) },
      ),
    ),
    ...Object.entries(onlyIn).map(([name, path]) =>
      error(
        `only-${name}`,
        { path: "^(src|projections)/", pathNot: path },
        { path: `node_modules/${name}` },
      ),
    ),
    error(
      "only-node:sqlite",
      { path: "^(src|projections)/", pathNot: "^src/(eventstore/sqlite-[^/]+[.]ts$|readmodels/)" },
      { path: "^(node:)?sqlite$" },
    ),
    error(
      "core-is-pure",
      { path: "^(src/job|src/lib|projections)/" },
      { pathNot: "^(src|projections)/" },
    ), // no package, no Node module
    error(
      "roots-imports",
      { path: roots.map(inside) },
      { path: ["^(console|test)/", ...entrances.map(inside)] },
    ),
    error(
      "adapters-only-in-roots",
      { path: "^src/", pathNot: roots.map(inside) },
      { path: `^src/(${adapters.join("|")})[.]ts$` },
    ),
    error(
      "folder-without-a-row",
      { path: "^src/", pathNot: [...Object.keys(mayImport), ...roots].map(inside) },
      {},
    ),
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};

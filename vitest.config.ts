import { defineConfig } from "vitest/config";

/** Longer than anything takes on a crowded machine: who waits for what comes loses nothing by it. */
const patient = {
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 60_000 } },
};

// Four projects, split by suffix: `.test.ts` needs nothing but Node, `.e2e.test.ts` starts processes of its own,
// `.int.test.ts` needs real servers, named by environment variables, and says when it was skipped without them, and
// `.browser.test.ts` needs Chromium (`CHROMIUM_PATH`, or where Debian puts it) and the built console.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...patient,
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.int.test.ts", "test/**/*.e2e.test.ts", "test/**/*.browser.test.ts"],
        },
      },
      {
        test: {
          ...patient,
          name: "e2e",
          include: ["test/**/*.e2e.test.ts"],
          // On EventStoreDB each kill costs the 15 seconds of a claim.
          testTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          ...patient,
          name: "int",
          include: ["test/**/*.int.test.ts"],
          fileParallelism: false,
        },
      },
      {
        test: {
          ...patient,
          name: "console",
          include: ["test/**/*.browser.test.ts"],
          globalSetup: "test/console/build.ts",
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

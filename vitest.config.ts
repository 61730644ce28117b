import { defineConfig } from "vitest/config";

// Four projects, split by suffix: `.test.ts` needs nothing but Node, `.e2e.test.ts` starts processes of its own,
// `.int.test.ts` needs real servers, named by environment variables, and says when it was skipped without them, and
// `.browser.test.ts` needs Chromium (`CHROMIUM_PATH`, or where Debian puts it) and the built console.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.int.test.ts", "test/**/*.e2e.test.ts", "test/**/*.browser.test.ts"],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/**/*.e2e.test.ts"],
          // On EventStoreDB each kill costs the 15 seconds of a claim.
          testTimeout: process.env["EVENTSTOREDB_URL"] === undefined ? 180_000 : 600_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "int",
          include: ["test/**/*.int.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "console",
          include: ["test/**/*.browser.test.ts"],
          globalSetup: "test/console/build.ts",
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // What a page comes to show: a live change takes a second, and longer on a crowded machine.
          expect: { poll: { timeout: 20_000 } },
          fileParallelism: false,
        },
      },
    ],
  },
});

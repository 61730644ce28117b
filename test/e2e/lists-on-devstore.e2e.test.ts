import { describeListJobs } from "../contract/list-jobs.contract.ts";
import { openTestStore, testKeys, type TestStore } from "../support/devstore.ts";

let opened: TestStore | undefined;
describeListJobs("the development store", {
  connect: async () => {
    opened = await openTestStore();
    return { endpoint: opened.store.url, ...testKeys };
  },
  close: async () => opened?.close(),
});

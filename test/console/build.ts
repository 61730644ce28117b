/** The tests look at the console as it is built from the present sources. */
import { execFileSync } from "node:child_process";

export default function build(): void {
  execFileSync(process.execPath, ["console/ensure-built.ts"], { stdio: "inherit" });
}

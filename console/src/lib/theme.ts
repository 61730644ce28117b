/** Light, dark, or as the system has it; kept on the device. */
import { keep, readKept } from "./kept.ts";
import { createStore } from "./store.ts";

export type Theme = "system" | "light" | "dark";

export const themes: readonly Theme[] = ["system", "light", "dark"];

const kept = readKept("local", "theme");

export const theme = createStore<Theme>(kept === "light" || kept === "dark" ? kept : "system");

export function applyTheme(): void {
  const chosen = theme.get();
  document.documentElement.dataset["theme"] = chosen;
  keep("local", "theme", chosen === "system" ? null : chosen);
}

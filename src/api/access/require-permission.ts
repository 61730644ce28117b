import type { Permission } from "../../config/access.ts";
import { apiError } from "../graphql/errors.ts";
import { hasPermission, type Caller } from "./caller.ts";

/** @throws FORBIDDEN */
export function requirePermission(caller: Caller, permission: Permission): void {
  if (hasPermission(caller, permission)) return;
  throw apiError(
    "FORBIDDEN",
    `This needs the permission ${permission}; you have ${caller.rules.permission}.`,
  );
}

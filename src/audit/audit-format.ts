/** Stands in the first line of every audit. */
export const auditFormat = 1;

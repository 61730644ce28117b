/** What a person may want to do next with a job. */

/** As it can be typed again, to the same server. */
export function commandFor(verb: string, id: string, url: string | undefined): string {
  return `stevedore ${verb} ${id}${url === undefined ? "" : ` --url ${url}`}`;
}

/** For a job that runs, or will by itself. */
export function howToFollow(id: string, url: string | undefined): string {
  return `To follow it: ${commandFor("jobs follow", id, url)}`;
}

/** For a job that is new: whether somebody has to do something. */
export function afterCreation(
  { id, confirmationRequired }: { readonly id: string; readonly confirmationRequired: boolean },
  url: string | undefined,
): string {
  if (!confirmationRequired) return howToFollow(id, url);
  return `When its list is read it waits for: ${commandFor("jobs confirm", id, url)}\n${howToFollow(id, url)}`;
}

/** Every address derives from the page's `<base href>`, because the engine may stand under a path behind a proxy. */

const base = new URL(document.baseURI);

/** For the router: without the slash at the end. */
export const basePath = base.pathname.replace(/\/$/, "");

export const graphqlUrl = new URL("graphql", base).href;

export const socketUrl = graphqlUrl.replace(/^http/, "ws");

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Authenticator } from "../../../src/api/access/authenticate.ts";
import { badTokensMax } from "../../../src/api/access/bad-tokens.ts";
import { ConfigError } from "../../../src/config/config-error.ts";
import { accessOf, authenticatorOf } from "../../support/access.ts";

const issuer = "https://id.example.com";
const audience = "stevedore";
const rules = { permission: "run", grants: ["delete-objects"], buckets: ["photos"] };

let folder: string;
let jwksFile: string;
let key: CryptoKey;
let stranger: CryptoKey;
let authenticator: Authenticator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stevedore-jwt-"));
  const pair = await generateKeyPair("ES256", { extractable: true });
  key = pair.privateKey;
  stranger = (await generateKeyPair("ES256")).privateKey;
  jwksFile = join(folder, "jwks.json");
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: "one", alg: "ES256" };
  await writeFile(jwksFile, JSON.stringify({ keys: [jwk] }));
  authenticator = authenticatorOf({ jwt: { issuer, audience, jwksFile } });
});
afterAll(() => rm(folder, { recursive: true }));

interface Changes {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly iss?: string;
  readonly aud?: string;
  readonly exp?: string | null;
  readonly key?: CryptoKey;
}

function sign(changes: Changes = {}): Promise<string> {
  const { claims = {}, iss = issuer, aud = audience, exp = "5m" } = changes;
  const jwt = new SignJWT({ name: "Ada", stevedore: rules, ...claims })
    .setProtectedHeader({ alg: "ES256", kid: "one" })
    .setSubject("ada")
    .setIssuer(iss)
    .setAudience(aud);
  if (exp !== null) jwt.setExpirationTime(exp);
  return jwt.sign(changes.key ?? key);
}

const statusOf = async (token: string) => {
  const answer = await authenticator.authenticate(token, "127.0.0.1");
  return answer.ok ? 200 : answer.refusal.status;
};

describe("a JSON Web Token", () => {
  it("that is good is taken also at an address that sent many wrong ones", async () => {
    const own = authenticatorOf({ jwt: { issuer, audience, jwksFile } });
    const statusAt = async (token: string) => {
      const answer = await own.authenticate(token, "10.0.0.1");
      return answer.ok ? 200 : answer.refusal.status;
    };
    const wrong = await sign({ key: stranger });
    for (let count = 0; count < badTokensMax; count++) expect(await statusAt(wrong)).toBe(401);
    expect(await statusAt(wrong)).toBe(429);
    expect(await statusAt(await sign())).toBe(200);
  });

  it("of the issuer tells who it is and what it may do", async () => {
    const answer = await authenticator.authenticate(await sign(), "127.0.0.1");
    expect(answer).toMatchObject({
      ok: true,
      caller: {
        actor: { kind: "USER", id: "jwt:ada", name: "Ada" },
        rules: {
          permission: "RUN",
          grants: ["DELETE_OBJECTS"],
          bounds: { buckets: ["photos"], stores: null },
        },
      },
    });
    expect(answer.ok && answer.caller.expiresAt!.getTime()).toBeGreaterThan(Date.now());
  });

  it.each<[what: string, changes: Changes]>([
    ["of another issuer", { iss: "https://evil.example.com" }],
    ["for another audience", { aud: "another" }],
    ["that has run out", { exp: "-1m" }],
    ["that never runs out", { exp: null }],
    ["that says nothing of what it allows", { claims: { stevedore: undefined } }],
    ["with a permission that there is not", { claims: { stevedore: { permission: "root" } } }],
    ["without a permission", { claims: { stevedore: {} } }],
    [
      "bound by a word that is not known",
      { claims: { stevedore: { permission: "run", bucket: "photos" } } },
    ],
    [
      "bound to an operation that there is not",
      { claims: { stevedore: { permission: "run", operations: ["PUT_TAGS"] } } },
    ],
    [
      "with buckets that are no list",
      { claims: { stevedore: { permission: "run", buckets: "photos" } } },
    ],
  ])("%s is refused", async (_, changes) => {
    expect(await statusOf(await sign(changes))).toBe(401);
  });

  it("signed by somebody else, not at all, or by the public key as a secret is refused", async () => {
    expect(await statusOf(await sign({ key: stranger }))).toBe(401);
    const unsigned = new UnsecuredJWT({ stevedore: rules })
      .setSubject("ada")
      .setIssuer(issuer)
      .setAudience(audience)
      .setExpirationTime("5m")
      .encode();
    expect(await statusOf(unsigned)).toBe(401);
    const shared = await new SignJWT({ stevedore: rules })
      .setProtectedHeader({ alg: "HS256", kid: "one" })
      .setSubject("ada")
      .setIssuer(issuer)
      .setAudience(audience)
      .setExpirationTime("5m")
      .sign(new TextEncoder().encode("a public key is no secret at all"));
    expect(await statusOf(shared)).toBe(401);
  });

  it.each(["a.b.c", "..", "e30.e30.e30", `${"x".repeat(5000)}.y.z`, "é.é.é"])(
    "that is none, as %s, is refused",
    async (token) => {
      expect(await statusOf(token)).toBe(401);
    },
  );

  it("with a changed claim is refused", async () => {
    const [header, payload, signature] = (await sign()).split(".");
    const claims = JSON.parse(Buffer.from(payload!, "base64url").toString()) as object;
    const changed = Buffer.from(
      JSON.stringify({ ...claims, stevedore: { permission: "admin" } }),
    ).toString("base64url");
    expect(await statusOf(`${header}.${changed}.${signature}`)).toBe(401);
  });
});

describe("keys at an address", () => {
  let server: Server;
  let answer: { status: number; body: string } = { status: 500, body: "" };
  beforeAll(async () => {
    server = createServer((_, response) => {
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(answer.body);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
  });
  afterAll(() => server.close());

  const open = () => {
    const { port } = server.address() as AddressInfo;
    return authenticatorOf({
      jwt: { issuer, audience, jwksUrl: `http://127.0.0.1:${port}/jwks.json` },
    });
  };

  it("are fetched; while they cannot be had, the answer is 503 and not 401", async () => {
    const remote = open();
    const token = await sign();
    const refused = await remote.authenticate(token, "127.0.0.1");
    expect(!refused.ok && refused.refusal).toMatchObject({
      status: 503,
      code: "UPSTREAM_UNAVAILABLE",
    });
    answer = { status: 200, body: await readFile(jwksFile, "utf8") };
    expect((await open().authenticate(token, "127.0.0.1")).ok).toBe(true);
  });
});

describe("the configuration of JSON Web Tokens", () => {
  it.each<[what: string, jwt: object, message: RegExp]>([
    ["shared secrets", { algorithms: ["HS256"] }, /algorithms are of RS256/],
    ["no signature", { algorithms: ["none"] }, /algorithms are of RS256/],
    ["no algorithm", { algorithms: [] }, /algorithms are of RS256/],
    ["keys from two places", { jwksFile: "a", jwksUrl: "https://a" }, /and not both/],
    ["keys from nowhere", { jwksFile: undefined }, /must be given/],
    ["keys that come unprotected", { jwksFile: undefined, jwksUrl: "http://a.example/k" }, /https/],
    [
      "keys of a name that only begins like loopback",
      { jwksFile: undefined, jwksUrl: "http://localhost.example/k" },
      /https/,
    ],
    ["no issuer", { issuer: "" }, /issuer must be text/],
    ["no audience", { audience: undefined }, /audience must be text/],
    ["an unknown member", { secret: "x" }, /secret is not known/],
  ])("refuses %s", (_, changes, message) => {
    const jwt = { issuer, audience, jwksFile, ...changes };
    expect(() => accessOf({ jwt })).toThrow(message);
  });

  it("refuses a file of keys that cannot be read", () => {
    const jwt = { issuer, audience, jwksFile: join(folder, "nothing.json") };
    expect(() => authenticatorOf({ jwt })).toThrow(ConfigError);
  });
});

describe("the claims of a JSON Web Token", () => {
  const answerOf = async (claims: object, jwt: object) => {
    const own = authenticatorOf({ jwt: { issuer, audience, jwksFile, ...jwt } });
    return own.authenticate(await sign({ claims: { ...claims } }), "10.0.0.1");
  };

  it("decide whether it may be used, where the issuer's entry or the token itself asks for them", async () => {
    const asked = { conditions: { claims: { org: "acme" } } };
    expect((await answerOf({ org: "acme" }, asked)).ok).toBe(true);
    const stevedore = { ...rules, conditions: { claims: { groups: "ops" } } };
    expect((await answerOf({ org: "acme", groups: ["ops"], stevedore }, asked)).ok).toBe(true);
    for (const claims of [{}, { org: "other" }, { org: "acme", stevedore }])
      expect(await answerOf(claims, asked)).toMatchObject({
        ok: false,
        refusal: {
          status: 403,
          message: expect.stringMatching(
            /^This token may not be used with its claim (org|groups) \(claims\)\.$/,
          ),
        },
      });
  });

  it("decide what is denied, beside what the token itself has denied", async () => {
    const deny = [
      { buckets: ["live"], when: { claims: { org: "guests" } } },
      { buckets: ["secrets"], unless: { claims: { org: "acme" } } },
    ];
    const stevedore = { ...rules, deny: [{ name: "own", operations: ["delete-object"] }] };
    const named = async (claims: object) => {
      const answer = await answerOf(claims, { deny });
      return answer.ok ? answer.caller.rules.bounds.deny?.map(({ name }) => name) : null;
    };
    expect(await named({ org: "guests", stevedore })).toEqual([
      "jwt.deny[0]",
      "jwt.deny[1]",
      "own",
    ]);
    expect(await named({ org: "acme" })).toBeUndefined();
  });

  it("let nobody in with a rule that cannot be read", async () => {
    for (const broken of [
      { deny: [{ bucket: "a" }] },
      { conditions: {} },
      { conditions: { claims: {} } },
      { deny: [{ operations: ["x"] }] },
    ])
      expect(await answerOf({ stevedore: { ...rules, ...broken } }, {})).toMatchObject({
        ok: false,
        refusal: { status: 401 },
      });
  });
});

describe("the configuration of tokens", () => {
  const sha256 = "a".repeat(64);
  it.each<[what: string, token: object, message: RegExp]>([
    ["a token instead of its hash", { permission: "read", sha256: "secret" }, /64 lower-case hex/],
    ["no permission", { sha256 }, /read, run or admin/],
    ["a grant that there is not", { sha256, permission: "run", grants: ["all"] }, /grants are of/],
    [
      "a denial of nothing",
      { sha256, permission: "run", deny: [{}] },
      /deny\[0\]: must name what is forbidden: actions/,
    ],
    [
      "denials that are no list",
      { sha256, permission: "run", deny: { buckets: [] } },
      /deny must be a list of rules/,
    ],
    [
      "a denial of an unknown word",
      { sha256, permission: "run", deny: [{ bucket: "a", stores: ["a"] }] },
      /deny\[0\]: bucket is not/,
    ],
    [
      "an action that there is not",
      { sha256, permission: "run", deny: [{ actions: ["run"] }] },
      /deny\[0\]: actions are of READ/,
    ],
    [
      "an operation of a denial that there is not",
      { sha256, permission: "run", deny: [{ operations: ["x"] }] },
      /COPY_OBJECT/,
    ],
    [
      "a denial with a quote in its name",
      { sha256, permission: "run", deny: [{ name: '"', stores: [] }] },
      /name must be text/,
    ],
    [
      "a tag of a denial",
      { sha256, permission: "run", deny: [{ tags: { a: [] } }] },
      /deny\[0\]: tags: a must be/,
    ],
    [
      "no condition",
      { sha256, permission: "run", conditions: {} },
      /conditions: must be an object of addresses, times/,
    ],
    [
      "a condition that is null",
      { sha256, permission: "run", deny: [{ stores: ["a"], unless: { times: null } }] },
      /unless: must be an object of addresses, times/,
    ],
    [
      "an unknown condition",
      { sha256, permission: "run", conditions: { ip: [] } },
      /conditions: ip is not known/,
    ],
    [
      "an address that is none",
      { sha256, permission: "run", conditions: { addresses: ["10.0.0.0/33"] } },
      /addresses must be like/,
    ],
    [
      "a name for an address",
      { sha256, permission: "run", conditions: { addresses: ["localhost"] } },
      /addresses must be like/,
    ],
    [
      "times that are no list",
      { sha256, permission: "run", conditions: { times: "08:00" } },
      /times must be a list/,
    ],
    [
      "a day that is none",
      { sha256, permission: "run", conditions: { times: [{ days: ["monday"] }] } },
      /days are of mon/,
    ],
    [
      "a zone that is none",
      { sha256, permission: "run", conditions: { times: [{ zone: "Mars/Base" }] } },
      /zone must be/,
    ],
    [
      "an hour that is none",
      { sha256, permission: "run", conditions: { times: [{ from: "8" }] } },
      /from must be a time of day/,
    ],
    [
      "an hour past midnight",
      { sha256, permission: "run", conditions: { times: [{ until: "24:01" }] } },
      /until must be/,
    ],
    [
      "an instant that is none",
      { sha256, permission: "run", conditions: { notAfter: "soon" } },
      /notAfter must be a time/,
    ],
    [
      "claims of a token that has none",
      { sha256, permission: "run", conditions: { claims: { org: "a" } } },
      /claims are of JSON/,
    ],
    [
      "claims of a denial of a token that has none",
      { sha256, permission: "run", deny: [{ stores: ["a"], when: { claims: { org: "a" } } }] },
      /claims are of JSON/,
    ],
    [
      "a condition of a denial",
      { sha256, permission: "run", deny: [{ stores: ["a"], unless: { addresses: ["x"] } }] },
      /deny\[0\]: unless: addresses must be/,
    ],
    [
      "a bound that is not known",
      { sha256, permission: "run", bucket: "a" },
      /bucket is not known/,
    ],
    [
      "an operation that there is not",
      { sha256, permission: "run", operations: ["x"] },
      /COPY_OBJECT/,
    ],
    ["a time that is none", { sha256, permission: "run", expiresAt: "soon" }, /expiresAt/],
    [
      "tags that are none",
      { sha256, permission: "run", requiredTags: ["team"] },
      /requiredTags must/,
    ],
    [
      "a tag without a value",
      { sha256, permission: "run", requiredTags: { team: [] } },
      /team must/,
    ],
    [
      "a tag that is a number",
      { sha256, permission: "run", requiredTags: { team: 7 } },
      /team must/,
    ],
    [
      "jobs that are none",
      { sha256, permission: "run", visibleJobs: true },
      /visibleJobs: must be/,
    ],
    [
      "a word of jobs that is not known",
      { sha256, permission: "run", visibleJobs: { mine: true } },
      /visibleJobs: mine is not known; there is own, tags/,
    ],
    [
      "a priority of jobs that are seen",
      { sha256, permission: "run", visibleJobs: { maxPriority: 1 } },
      /visibleJobs: maxPriority is not known/,
    ],
    [
      "an own that is neither",
      { sha256, permission: "run", commandedJobs: { own: "yes" } },
      /commandedJobs: own must be true or false/,
    ],
    [
      "a priority of jobs that is none",
      { sha256, permission: "run", commandedJobs: { maxPriority: "high" } },
      /commandedJobs: maxPriority must be/,
    ],
    ["a priority that is none", { sha256, permission: "run", maxPriority: -1 }, /maxPriority/],
  ])("refuses %s", (_, token, message) => {
    expect(() => authenticatorOf({ tokens: { a: token } })).toThrow(message);
  });

  it("refuses two names for one token", () => {
    const token = { sha256, permission: "run" };
    expect(() => accessOf({ tokens: { a: token, b: token } })).toThrow(/same sha256/);
  });
});

describe("the documentation of access", () => {
  it("has entries that can be used as they are", async () => {
    const page = await readFile(new URL("../../../docs/access.md", import.meta.url), "utf8");
    const blocks = [...page.matchAll(/```json\n([^]*?)```/g)].map(([, block]) => block!);
    const read = blocks.map((block) => JSON.parse(block) as Readonly<Record<string, unknown>>);
    const entries = read.filter((each) => "permission" in each);
    expect(entries).toHaveLength(3);
    for (const entry of entries) accessOf({ tokens: { ci: { sha256: "a".repeat(64), ...entry } } });
    const issuers = read.filter((each) => "jwt" in each);
    expect(issuers).toHaveLength(2);
    for (const each of issuers) accessOf(each);
  });
});

/** Tries whom notices go to, without sending any. Functions are tried with all the others. */
import { once } from "node:events";
import { connect } from "node:net";
import { connect as connectSecurely } from "node:tls";
import type { MailTarget, NoticeDestination } from "../config/notice-destinations.ts";
import type { Trial } from "../inspect/doctor.ts";
import { reasonOf } from "../notices/mail.ts";
import { mailerOf } from "./notice-senders.ts";

interface Trying {
  /** Whoever gets notices by mail gets one that says it is a trial. */
  readonly testMail: boolean;
  /** What does not answer within this time is given up. */
  readonly patienceMs: number;
}

export function tryDestinations(
  { destinations }: { readonly destinations: readonly NoticeDestination[] },
  trying: Trying,
): Trial[] {
  return destinations.flatMap(({ name, target }) => {
    switch (target.kind) {
      case "mail":
        return [tryMail(name, target, trying)];
      case "webhook":
      case "chat":
        return [tryReceiver(name, target.url, trying)];
      case "function":
        return [];
    }
  });
}

function tryMail(name: string, target: MailTarget, { testMail, patienceMs }: Trying): Trial {
  const mailer = mailerOf(target, { timeoutMs: patienceMs });
  const { host, port, tls, credentials } = target.server;
  const what = `${tls === "none" ? "unencrypted" : "encrypted"}, ${credentials === null ? "without a user" : "signed in"}`;
  return {
    kind: "mail server",
    name: `${host}:${port}${name === "mail" ? "" : ` of ${name}`}`,
    cure: "Check SMTP_URL, or smtpUrl of the destination: host and port, smtps:// (port 465) or smtp:// (587, with STARTTLS), user and password, and that the certificate is trusted (NODE_EXTRA_CA_CERTS for one's own).",
    async run() {
      if (!testMail) {
        await mailer.check().catch(withoutSecrets);
        return `It answers (${what}). Nothing was sent; --test-mail sends one.`;
      }
      const refused = await mailer.sendTest().catch(withoutSecrets);
      if (refused.length > 0) throw new Error(`It refuses ${refused.join("; ")}`);
      return `It took a mail for ${target.to.join(", ")} (${what}).`;
    },
  };
}

function withoutSecrets(error: unknown): never {
  throw new Error(reasonOf(error), { cause: error });
}

/** The address itself may be a secret, but not which host it is on. */
function tryReceiver(name: string, address: string, { patienceMs }: Trying): Trial {
  const { host, hostname, port, protocol } = new URL(address);
  const isSecure = protocol === "https:";
  const place = {
    host: hostname.replaceAll(/^\[|\]$/g, ""),
    port: port === "" ? (isSecure ? 443 : 80) : Number(port),
  };
  return {
    kind: "notice receiver",
    name: `${name} at ${host}`,
    cure: "Check the host and port of its address, that it runs, and that its certificate is trusted (NODE_EXTRA_CA_CERTS for one's own).",
    async run() {
      const socket = isSecure
        ? connectSecurely({ ...place, servername: place.host })
        : connect(place);
      try {
        await once(socket, isSecure ? "secureConnect" : "connect", {
          signal: AbortSignal.timeout(patienceMs),
        });
      } finally {
        socket.destroy();
      }
      return `It can be connected to. Nothing was sent; stevedore notices test ${name} sends one.`;
    },
  };
}

/* A real provider of OpenID Connect (the npm package oidc-provider) for one test, twice: each listens at a port of
   its own and says so on standard output. What they know comes as JSON on the second argument; the first is where
   the package is. They end with whoever started them. */
import http from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [, , checkers, known] = process.argv;
const found = createRequire(`${checkers}/`).resolve("oidc-provider");
const { default: Provider } = await import(pathToFileURL(found).href);

function listen() {
  const server = http.createServer();
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    const claims = (id) => ({ sub: id, name: "Aino Esimerkki", email: `${id}@koepaikka.example`, email_verified: true });
    const provider = new Provider(`http://127.0.0.1:${port}`, {
      ...JSON.parse(known),
      claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"] },
      conformIdTokenClaims: false,
      cookies: { keys: ["only for a test"] },
      features: { devInteractions: { enabled: true }, encryption: { enabled: true }, requestObjects: { enabled: true } },
      findAccount: (_ctx, id) => ({ accountId: id, claims: () => claims(id) }),
      pkce: { required: () => true },
    });
    server.on("request", provider.callback());
    console.log(port);
  });
}

listen();
listen();
process.stdin.on("end", () => process.exit()).resume();

import { readFileSync } from "node:fs";
import { createServer } from "node:http";

// The peer of the cache benchmark: `node:http` answering the same bytes with the same headers and no
// thought. argv: a file with `{ headers, bodyBase64 }`.
const [file = ""] = process.argv.slice(2);
const { headers, bodyBase64 } = JSON.parse(readFileSync(file, "utf8"));
const body = Buffer.from(bodyBase64, "base64");
const server = createServer((_, response) => {
  response.writeHead(200, headers);
  response.end(body);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) console.log(`listening on ${address.port}`);
});

/* Proofs of inclusion as text (c2sp.org/tlog-proof@v1): a receipt's core. */

const HEADING = "c2sp.org/tlog-proof@v1";
const MOST_HASHES = 63;

/** Reads a proof; its checkpoint is not looked into. */
function parseProof(bytes) {
  const text = decodeText(bytes);
  if (text === null) throw new Refused("The proof is not UTF-8 text.");
  const [head, checkpoint] = splitOnce(text, "\n\n");
  if (!checkpoint) throw new Refused("The proof holds no checkpoint.");
  const [heading, ...lines] = head.split("\n");
  if (heading !== HEADING) throw new Refused(`The proof does not begin with ${HEADING}.`);
  let extra = null;
  if (lines.length > 0 && lines[0].startsWith("extra ")) {
    extra = decodeOfProof(lines.shift().slice("extra ".length), "extra line");
  }
  if (lines.length === 0 || !lines[0].startsWith("index ")) throw new Refused("The proof has no index.");
  const index = decodeDecimal(lines.shift().slice("index ".length));
  if (index === null) throw new Refused("The proof's index is not a plain whole number.");
  if (lines.length > MOST_HASHES) throw new Refused("The proof has too many hashes.");
  const hashes = lines.map((line) => decodeOfProof(line, "hash"));
  if (hashes.some((hash) => hash.length !== HASH_LENGTH)) {
    throw new Refused("A hash of the proof is not 32 bytes long.");
  }
  return { index, hashes, checkpoint, extra };
}

function decodeOfProof(text, what) {
  const bytes = decodeBase64(text);
  if (bytes === null) throw new Refused(`The proof's ${what} is not in base64.`);
  return bytes;
}

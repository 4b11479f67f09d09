/* Signed notes (c2sp.org/signed-note): a text, and lines of signatures under it.

Signatures by keys that are not known are ignored; one bad signature by a known key spoils the whole note. */

const MOST_SIGNATURES = 100;
const DASH = "\u2014 ";
const ED25519 = 0x01;
const COSIGNATURE = 0x04;
const KEY_LENGTH = 32;
// White space as Python knows it, and what stands below it.
const NOT_IN_A_NAME =
  /[+\u0000-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]|^$/;

/** The name, if a key may have it: not empty, no white space, no plus sign, nothing unprintable. */
function checkName(name) {
  if (NOT_IN_A_NAME.test(name)) throw new Refused("The name of a key is empty, or has white space or a plus sign in it.");
  return name;
}

/** Reads `name+id+base64`; the id must be the one that name and key give. */
async function parseVerifierKey(text) {
  const [name, rest] = splitOnce(text, "+");
  checkName(name ?? text);
  const [id, encoded] = splitOnce(rest ?? "", "+");
  const content = decodeBase64(encoded ?? "");
  if (content === null) throw new Refused("The verifier key is not in base64.");
  if (content.length === 0 || id !== toHex(await keyId(name, content))) {
    throw new Refused("The verifier key's id is not that of its name and key.");
  }
  const [kind] = content;
  if (kind !== ED25519 && kind !== COSIGNATURE) {
    throw new Refused(`The verifier key is of a kind (0x${toHex([kind])}) that is not known here.`);
  }
  if (content.length !== 1 + KEY_LENGTH) throw new Refused(`The verifier key is not ${KEY_LENGTH} bytes long.`);
  return { name, kind, publicKey: content.slice(1), id };
}

/** The first bytes of a hash of the name and of the kind and key. */
async function keyId(name, kindAndKey) {
  return (await sha256(join(encodeText(`${name}\n`), kindAndKey))).slice(0, 4);
}

function sameKey(left, right) {
  return left.name === right.name && left.kind === right.kind && same(left.publicKey, right.publicKey);
}

/** The key's SHA-256 in groups of four, for people to compare by eye. */
async function fingerprintOf(key) {
  return toHex(await sha256(key.publicKey)).match(/.{4}/g).join(" ");
}

/** Splits a note into its text and its signature lines; verifies nothing. */
function parseNote(bytes) {
  const note = decodeText(bytes);
  if (note === null) throw new Refused("The note is not UTF-8 text.");
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) throw new Refused("The note contains a control character.");
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || !note.slice(end + 2).endsWith("\n")) {
    throw new Refused("The note does not end in signature lines.");
  }
  const lines = note.slice(end + 2, -1).split("\n");
  if (lines.length > MOST_SIGNATURES) throw new Refused(`The note has more than ${MOST_SIGNATURES} signatures.`);
  return { text: note.slice(0, end + 1), lines: lines.map(parseSignatureLine) };
}

/** Reads one line, without its newline. */
function parseSignatureLine(line) {
  if (!line.startsWith(DASH)) throw new Refused("A signature line does not begin with a dash.");
  const rest = line.slice(DASH.length);
  const [name, encoded] = splitOnce(rest, " ");
  checkName(name ?? rest);
  const content = decodeLenientBase64(encoded ?? "");
  if (content === null) throw new Refused("A signature is not in base64.");
  if (content.length < 5) throw new Refused("A signature is too short.");
  return { name, id: toHex(content.slice(0, 4)), signature: content.slice(4) };
}

/** The text, and which keys have signed it: at least one of those given, and none of their signatures is bad. */
async function openNote(bytes, keys) {
  const note = parseNote(bytes);
  const verified = new Map();
  for (const line of note.lines) {
    const who = `${line.name}+${line.id}`;
    const known = keys.filter((key) => key.name === line.name && key.id === line.id);
    if (known.length === 0) continue;
    if (known.length > 1) throw new Refused(`Two of the keys are ${who}.`);
    if (verified.has(who)) continue;
    const seconds = await checkSignature(known[0], encodeText(note.text), line.signature);
    verified.set(who, { key: known[0], seconds });
  }
  if (verified.size === 0) throw new Refused("None of the known keys has signed this.");
  return { text: note.text, verified: [...verified.values()] };
}

/** The time that the signature vouches for, in seconds since 1970; null where its kind has none. */
async function checkSignature(key, text, signature) {
  const bad = new Refused(`The signature of ${key.name} does not fit the text.`);
  if (key.kind === ED25519) {
    if (!(await ed25519(key.publicKey, signature, text))) throw bad;
    return null;
  }
  if (signature.length !== 8 + 64) throw bad;
  const seconds = BigInt(`0x${toHex(signature.slice(0, 8))}`);
  if (seconds > LARGEST) throw bad;
  const heading = encodeText(`cosignature/v1\ntime ${seconds}\n`);
  if (!(await ed25519(key.publicKey, signature.slice(8), join(heading, text)))) throw bad;
  return seconds;
}

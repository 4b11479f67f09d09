/* What a leaf of the tree commits to: salted hashes, and no content. */

const LEAF_PREFIX = encodeText("aboveboard.entry/v1\n");
const SALT_LENGTH = 32;
const PART_NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/;
const KIND = /^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$/;
const TIME = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})\.[0-9]{6}Z$/;
const DEEPEST = 20;
const LONGEST_NUMBER = 4300;

/** What `leafHash` is taken of. */
async function leafContent(manifestSalt, manifest) {
  return join(LEAF_PREFIX, await hmac(manifestSalt, manifest));
}

/** Reads the bytes that a leaf commits to. */
function parseManifest(bytes) {
  const found = shaped(readJson(bytes), {
    actor: "string",
    filed_at: "string",
    kind: "string",
    parts: "list",
    reference: "string",
    subject: "string",
  });
  if (!isTime(found.get("filed_at"))) throw new Refused("The manifest's time cannot be read.");
  const parts = found.get("parts").map(parsePart);
  if (new Set(parts.map((part) => part.name)).size !== parts.length) {
    throw new Refused("Two parts of the manifest have one name.");
  }
  const kind = found.get("kind");
  if (!KIND.test(kind)) throw new Refused(`'${kind}' cannot be a kind: write it like declaration.submitted.`);
  return { reference: found.get("reference"), kind, filedAt: found.get("filed_at"), parts };
}

function parsePart(found) {
  const part = shaped(found, { commit: "string", len: "whole number", name: "string", type: "string" });
  const commitment = decodeBase64(part.get("commit"));
  if (commitment === null) throw new Refused("A commitment of the manifest is not in base64.");
  if (commitment.length !== HASH_LENGTH || part.get("len") < 0n) {
    throw new Refused("A part of the manifest is not as it must be.");
  }
  const name = part.get("name");
  if (!PART_NAME.test(name) || name.includes("..")) {
    throw new Refused(`'${name}' cannot name a part: use small letters, digits, dots and dashes.`);
  }
  return { name, length: part.get("len"), commitment };
}

/** Whether this is a day and a time that there is. */
function isTime(text) {
  const found = TIME.exec(text);
  if (!found) return false;
  const [year, month, day, hour, minute, second] = found.slice(1).map(Number);
  const time = new Date(0);
  time.setUTCFullYear(year, month - 1, day);
  return (
    year > 0 && time.getUTCMonth() === month - 1 && time.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  );
}

/** Whether this content is what the manifest commits to. */
async function fits(part, salt, content) {
  return BigInt(content.length) === part.length && same(await hmac(salt, content), part.commitment);
}

/** An object with exactly these keys and kinds of value. */
function shaped(found, shape) {
  const keys = Object.keys(shape);
  if (!(found instanceof Map) || found.size !== keys.length || !keys.every((key) => found.has(key))) {
    throw new Refused("The JSON does not have the keys that it must have.");
  }
  for (const key of keys) {
    if (kindOfJson(found.get(key)) !== shape[key]) {
      throw new Refused("The JSON does not have the types that it must have.");
    }
  }
  return found;
}

function kindOfJson(value) {
  if (value instanceof Map) return "object";
  if (Array.isArray(value)) return "list";
  return typeof value === "bigint" ? "whole number" : typeof value;
}

/** JSON with objects as Maps and whole numbers as BigInts: JSON.parse would take the last of two equal keys, and 4.0
for 4. */
function readJson(bytes) {
  const refused = new Refused("This is not the JSON that was filed.");
  const text = decodeText(bytes);
  if (text === null) throw refused;
  let at = 0;

  function take(pattern) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) return null;
    at = pattern.lastIndex;
    return found[0];
  }

  const space = () => take(/[ \t\n\r]*/y);
  const skip = (mark) => {
    space();
    if (text[at] !== mark) return false;
    at += 1;
    return true;
  };

  function string() {
    space();
    const token = take(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y);
    if (token === null) throw refused;
    return JSON.parse(token);
  }

  /** What stands between two brackets, with commas between. */
  function listed(end, one) {
    if (skip(end)) return;
    do one();
    while (skip(","));
    if (!skip(end)) throw refused;
  }

  function value(depth) {
    if (depth > DEEPEST) throw refused;
    space();
    if (text[at] === '"') return string();
    if (skip("{")) {
      const found = new Map();
      listed("}", () => {
        const key = string();
        if (found.has(key)) throw new Refused("A key stands twice in the JSON.");
        if (!skip(":")) throw refused;
        found.set(key, value(depth + 1));
      });
      return found;
    }
    if (skip("[")) {
      const found = [];
      listed("]", () => found.push(value(depth + 1)));
      return found;
    }
    const token = take(/-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null/y);
    if (token === null || token.length > LONGEST_NUMBER) throw refused;
    return /^-?[0-9]+$/.test(token) ? BigInt(token) : JSON.parse(token);
  }

  const found = value(0);
  space();
  if (at !== text.length) throw refused;
  return found;
}

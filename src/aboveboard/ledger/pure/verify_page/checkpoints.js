/* Checkpoints (c2sp.org/tlog-checkpoint): the log's name, size and root, signed. */

/** Reads the signed text. Extension lines are allowed, since others may write them, and ignored. */
function parseCheckpoint(body) {
  if (!body.endsWith("\n")) throw new Refused("The checkpoint does not end in a newline.");
  const lines = body.slice(0, -1).split("\n");
  if (lines.length < 3) throw new Refused("The checkpoint has fewer than three lines.");
  if (lines.includes("")) throw new Refused("The checkpoint has an empty line.");
  const size = decodeDecimal(lines[1]);
  if (size === null) throw new Refused("The checkpoint's size is not a plain whole number.");
  const root = decodeBase64(lines[2]);
  if (root === null) throw new Refused("The checkpoint's root is not in base64.");
  if (root.length !== HASH_LENGTH) throw new Refused("The checkpoint's root is not 32 bytes long.");
  return { origin: lines[0], size, root };
}

/** The checkpoint, if the log that it names has signed it with one of `logKeys`; the first of those that did is told. */
async function openCheckpoint(note, logKeys, otherKeys = []) {
  const opened = await openNote(note, [...logKeys, ...otherKeys]);
  const checkpoint = parseCheckpoint(opened.text);
  const signed = (key) => opened.verified.some((each) => sameKey(each.key, key));
  const logKey = logKeys.find((key) => key.kind === ED25519 && key.name === checkpoint.origin && signed(key));
  if (logKey) return { ...checkpoint, logKey, verified: opened.verified };
  throw new Refused(`The log ${checkpoint.origin} has not signed its checkpoint with a known key.`);
}

/** The same, in a browser that cannot check signatures: nobody is known to have signed it. */
function readUnsignedCheckpoint(note) {
  return { ...parseCheckpoint(parseNote(note).text), logKey: null, verified: null };
}

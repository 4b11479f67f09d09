/* The zip, or the files, that a receipt is handed out in. Only one plain kind of zip is read. */

const RECEIPT_NAME = "receipt.tlog-proof";
const POLICY_NAME = "policy.txt";
const LEAF_NAME = "leaf.txt";
const PARTS_FOLDER = "parts";

// What unpacking may take of memory: more than any entry, less than a zip made to do harm.
const MOST_BYTES = 512 * 1024 * 1024;
const MOST_FILES = 1000;

const NOT_A_ZIP = "This is not a zip file that can be opened.";
const TOO_LARGE = "The zip is too large for a receipt.";
const END_LENGTH = 22;
const STORED = 0;
const DEFLATED = 8;
// Encrypted in one of two ways, or a patch.
const FLAGS_NOT_READ = 0x1 | 0x20 | 0x40;
const UTF8_NAME = 0x800;
const NEWEST_VERSION = 63;

/** Reads a receipt's zip. Throws CannotBeChecked; NotHere where the browser cannot unpack. */
async function readZip(bytes) {
  if (bytes.length > MOST_BYTES) throw new CannotBeChecked(TOO_LARGE);
  let members;
  try {
    members = listMembers(bytes).filter((member) => !member.name.endsWith("/"));
  } catch (error) {
    // A DataView that is asked beyond its end raises RangeError.
    throw error instanceof RangeError ? new CannotBeChecked(NOT_A_ZIP) : error;
  }
  const total = members.reduce((sum, member) => sum + member.length, 0);
  if (members.length > MOST_FILES || total > MOST_BYTES) throw new CannotBeChecked(TOO_LARGE);
  const files = new Map();
  for (const member of members) {
    if (files.has(member.name)) throw new CannotBeChecked(`Two files of the zip are called ${member.name}.`);
    files.set(member.name, await unpack(member));
  }
  return arrange(files);
}

/** The zip's list of files, each with where its packed bytes are. */
function listMembers(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - END_LENGTH;
  const isPlain =
    end >= 0 &&
    view.getUint32(end, true) === 0x06054b50 &&
    view.getUint32(end + 4, true) === 0 && // one disk
    view.getUint32(end + 12, true) + view.getUint32(end + 16, true) === end && // nothing before or between
    view.getUint16(end + 20, true) === 0 && // no comment
    !(end >= 20 && view.getUint32(end - 20, true) === 0x07064b50); // no 64-bit list
  if (!isPlain) throw new CannotBeChecked(NOT_A_ZIP);
  const members = [];
  let at = view.getUint32(end + 16, true);
  while (at < end) {
    const member = readMember(bytes, view, at);
    members.push(member);
    at = member.next;
  }
  if (at !== end) throw new CannotBeChecked(NOT_A_ZIP);
  return members;
}

function readMember(bytes, view, at) {
  if (view.getUint32(at, true) !== 0x02014b50) throw new CannotBeChecked(NOT_A_ZIP);
  const flags = view.getUint16(at + 8, true);
  const packedLength = view.getUint32(at + 20, true);
  const nameLength = view.getUint16(at + 28, true);
  const rawName = bytes.subarray(at + 46, at + 46 + nameLength);
  const local = view.getUint32(at + 42, true);
  const localNameLength = view.getUint16(local + 26, true);
  const localName = bytes.subarray(local + 30, local + 30 + localNameLength);
  const start = local + 30 + localNameLength + view.getUint16(local + 28, true);
  const isRead =
    view.getUint32(local, true) === 0x04034b50 &&
    same(rawName, localName) &&
    (flags & FLAGS_NOT_READ) === 0 &&
    view.getUint8(at + 6) <= NEWEST_VERSION &&
    start + packedLength <= bytes.length;
  if (!isRead) throw new CannotBeChecked(NOT_A_ZIP);
  return {
    name: decodeName(rawName, flags),
    method: view.getUint16(at + 10, true),
    checksum: view.getUint32(at + 16, true),
    length: view.getUint32(at + 24, true),
    packed: bytes.subarray(start, start + packedLength),
    next: at + 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true),
  };
}

/** A name that is not said to be UTF-8 is in an old alphabet: only its ASCII can be a name of ours. */
function decodeName(bytes, flags) {
  const name = flags & UTF8_NAME ? decodeText(bytes) : String.fromCharCode(...bytes);
  if (name === null) throw new CannotBeChecked(NOT_A_ZIP);
  return name;
}

async function unpack(member) {
  let content = null;
  if (member.method === STORED) content = member.packed;
  else if (member.method === DEFLATED) content = await inflate(member.packed, member.length);
  else throw new CannotBeChecked(`${member.name} is packed in a way that is not read here.`);
  if (content.length !== member.length || crc32(content) !== member.checksum) throw new CannotBeChecked(NOT_A_ZIP);
  return content;
}

/** Unpacks no more than `length` bytes, whatever the zip holds. */
async function inflate(packed, length) {
  let stream;
  try {
    stream = new DecompressionStream("deflate-raw");
  } catch {
    throw new NotHere("what opens a zip file");
  }
  const reader = new Blob([packed]).stream().pipeThrough(stream).getReader();
  const pieces = [];
  let room = length;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      room -= read.value.length;
      if (room < 0) break;
      pieces.push(read.value);
    }
  } catch {
    throw new CannotBeChecked(NOT_A_ZIP);
  }
  if (room === 0) return join(...pieces);
  await reader.cancel();
  throw new CannotBeChecked(NOT_A_ZIP);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = CRC_TABLE[(value ^ byte) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** Finds the receipt, at the top or in a folder, and what belongs to it. `files` is a Map of path to bytes. */
function arrange(files) {
  const names = [...files.keys()];
  if (names.some((name) => name.includes("\0") || name.split("/").some((step) => ["", ".", ".."].includes(step)))) {
    throw new CannotBeChecked("A file has a name that leads out of its folder.");
  }
  const found = names.filter((name) => lastStep(name) === RECEIPT_NAME);
  if (found.length === 0 && names.some((name) => name.endsWith(".zip"))) {
    throw new CannotBeChecked("These are several receipts together. Unpack them, and check them one by one.");
  }
  if (found.length !== 1) {
    throw new CannotBeChecked(`There must be one ${RECEIPT_NAME} here, and there are ${found.length}.`);
  }
  const top = found[0].slice(0, -RECEIPT_NAME.length);
  const within = `${top}${PARTS_FOLDER}/`;
  const parts = new Map();
  for (const [name, content] of files) {
    // Computers leave hidden files of their own (.DS_Store) in the folders that they show.
    if (name.startsWith(within) && !lastStep(name).startsWith(".")) parts.set(name.slice(within.length), content);
  }
  return {
    receipt: files.get(found[0]),
    policy: files.get(`${top}${POLICY_NAME}`) ?? null,
    leaf: files.get(`${top}${LEAF_NAME}`) ?? null,
    parts,
  };
}

function lastStep(name) {
  return name.slice(name.lastIndexOf("/") + 1);
}

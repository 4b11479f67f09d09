/* How strictly this page reads text, base64 and numbers: one spelling for each value. */

const LARGEST = 2n ** 63n - 1n;

/** Something that does not hold, or is not what it must be. The message says what, for whoever reads it. */
class Refused extends Error {}

/** What was given is not a receipt (or not a checkpoint), so nothing can be said about it. */
class CannotBeChecked extends Error {}

/** This browser lacks something that the check needs. The message names it. */
class NotHere extends Error {}

/** Bytes as text; null if they are not UTF-8. */
function decodeText(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function encodeText(text) {
  return new TextEncoder().encode(text);
}

/** Standard base64, exactly as an encoder would have written it; null otherwise. */
function decodeBase64(text) {
  const bytes = decodeLenientBase64(text);
  return bytes !== null && encodeBase64(bytes) === text ? bytes : null;
}

/** The same, but with any stray bits in the last character: so are signature lines read. */
function decodeLenientBase64(text) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  try {
    const bytes = Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
    // atob and Python differ in what padding they overlook: both are held to the length.
    return encodeBase64(bytes).length === text.length ? bytes : null;
  } catch {
    return null;
  }
}

function encodeBase64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** A whole number from 0 to 2**63 - 1, in digits without leading zeros; null otherwise. */
function decodeDecimal(text) {
  if (!/^(0|[1-9][0-9]{0,18})$/.test(text)) return null;
  const number = BigInt(text);
  return number > LARGEST ? null : number;
}

function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromHex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function join(...pieces) {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function same(left, right) {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

/** The text before and after the first `mark`; null for both if it is not there. */
function splitOnce(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [null, null] : [text.slice(0, at), text.slice(at + mark.length)];
}

function compareText(left, right) {
  return left < right ? -1 : left > right ? 1 : 0;
}

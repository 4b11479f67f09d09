/* The browser's own algorithms. Each must first give a known answer, or it counts as lacking. */

const EMPTY = new Uint8Array(0);

// SHA-256 of nothing; RFC 4231, test case 2; RFC 8032, test 1.
const SHA_256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const HMAC_ANSWER = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
const ED25519_KEY = fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
const ED25519_SIGNATURE = fromHex(
  "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155" +
    "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
);

const raw = {
  async sha256(bytes) {
    return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  },

  async hmac(key, bytes) {
    const kind = { name: "HMAC", hash: "SHA-256" };
    const imported = await crypto.subtle.importKey("raw", key, kind, false, ["sign"]);
    return new Uint8Array(await crypto.subtle.sign("HMAC", imported, bytes));
  },

  async ed25519(key, signature, bytes) {
    const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return crypto.subtle.verify("Ed25519", imported, signature, bytes);
  },
};

const KNOWN_ANSWERS = {
  "SHA-256": async () => toHex(await raw.sha256(EMPTY)) === SHA_256_OF_NOTHING,
  HMAC: async () =>
    toHex(await raw.hmac(encodeText("Jefe"), encodeText("what do ya want for nothing?"))) === HMAC_ANSWER,
  Ed25519: async () =>
    (await raw.ed25519(ED25519_KEY, ED25519_SIGNATURE, EMPTY)) &&
    !(await raw.ed25519(ED25519_KEY, ED25519_SIGNATURE, Uint8Array.of(0))),
};

const answered = new Map();

/** Whether the browser has an algorithm that gives its known answer. */
function has(algorithm) {
  if (!answered.has(algorithm)) {
    answered.set(algorithm, KNOWN_ANSWERS[algorithm]().catch(() => false));
  }
  return answered.get(algorithm);
}

async function need(algorithm) {
  if (!(await has(algorithm))) throw new NotHere(algorithm);
}

async function sha256(bytes) {
  await need("SHA-256");
  return raw.sha256(bytes);
}

async function hmac(key, bytes) {
  await need("HMAC");
  return raw.hmac(key, bytes);
}

/** Whether the signature fits. A key or signature that makes no sense does not fit. */
async function ed25519(key, signature, bytes) {
  await need("Ed25519");
  return raw.ed25519(key, signature, bytes).catch(() => false);
}

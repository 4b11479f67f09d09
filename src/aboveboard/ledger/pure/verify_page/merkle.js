/* The Merkle tree of RFC 9162: hashing, and checking that a leaf is in it. */

const HASH_LENGTH = 32;

async function leafHash(content) {
  return sha256(join(Uint8Array.of(0), content));
}

async function nodeHash(left, right) {
  return sha256(join(Uint8Array.of(1), left, right));
}

/** Refuses unless the proof leads from the leaf to the root (RFC 9162, 2.1.3.2). Index and size are BigInts. */
async function checkInclusion(leaf, index, size, proof, root) {
  if ([leaf, root, ...proof].some((hash) => hash.length !== HASH_LENGTH)) {
    throw new Refused("A hash is not 32 bytes long.");
  }
  if (index >= size) throw new Refused(`There is no leaf ${index} in a tree of ${size}.`);
  let position = index;
  let last = size - 1n;
  let top = leaf;
  for (const step of proof) {
    if (last === 0n) throw new Refused("The inclusion proof is too long.");
    if (position & 1n || position === last) {
      top = await nodeHash(step, top);
      while (!(position & 1n) && position) {
        position >>= 1n;
        last >>= 1n;
      }
    } else {
      top = await nodeHash(top, step);
    }
    position >>= 1n;
    last >>= 1n;
  }
  if (last !== 0n) throw new Refused("The inclusion proof is too short.");
  if (!same(top, root)) throw new Refused("The inclusion proof does not lead to the root.");
}

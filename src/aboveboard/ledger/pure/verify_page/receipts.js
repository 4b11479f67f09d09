/* Checking a receipt. Three results, never blurred, and a fourth for a browser that cannot tell. */

const ALTERED = "altered";
const AGREES_WITH_ITSELF = "agrees with itself";
const CONFIRMED_FROM_OUTSIDE = "confirmed from outside";
const NOT_CHECKED_HERE = "not checked here";

const PASSED = "passed";
const FAILED = "failed";
const NOTHING_TO_CHECK = "nothing to check";

const BARE =
  "This is a bare copy. It shows that something was filed at this place in the ledger, and not what it was: " +
  "for that, ask whoever filed it for the whole receipt.";

/** What was looked at, step by step: `steps` for the reader, `problems` if it is altered, `remarks` on what is open. */
class Report {
  steps = [];
  problems = [];
  remarks = [];
  lacking = new Set();

  pass(what, why = "") {
    this.steps.push({ what, state: PASSED, why });
  }

  fail(what, problem) {
    this.problems.push(problem);
    this.steps.push({ what, state: FAILED, why: problem });
  }

  leaveOpen(what, why) {
    this.steps.push({ what, state: NOTHING_TO_CHECK, why });
  }

  lack(what, algorithm) {
    this.lacking.add(algorithm);
    this.steps.push({ what, state: NOT_CHECKED_HERE, why: `This browser lacks ${algorithm}.` });
  }

  /** Runs one check. `inWords` makes a problem of what it refuses. */
  async step(what, why, check, inWords = (message) => message) {
    try {
      await check();
      this.pass(what, why);
    } catch (error) {
      if (error instanceof NotHere) this.lack(what, error.message);
      else if (error instanceof Refused) this.fail(what, inWords(error.message));
      else throw error;
    }
  }

  result(isConfirmed) {
    if (this.problems.length > 0) return ALTERED;
    if (this.lacking.size > 0) return NOT_CHECKED_HERE;
    return isConfirmed ? CONFIRMED_FROM_OUTSIDE : AGREES_WITH_ITSELF;
  }
}

/** Checks what `readZip` or `arrange` found.

`ownPolicy` is a policy that the reader has from elsewhere: only then do its witnesses count as outside, since whoever
makes up a receipt can make up its witnesses. `outside` are checkpoints from elsewhere. Throws CannotBeChecked. */
async function verifyReceipt(folder, { ownPolicy = null, outside = [] } = {}) {
  const policyBytes = ownPolicy ?? folder.policy;
  if (!policyBytes) throw new CannotBeChecked("There is no policy.txt with the receipt.");
  const policy = await parsePolicy(policyBytes);
  const proof = orCannotBeChecked(() => parseProof(folder.receipt), "This is not a receipt: ");
  const notes = outside.map(readOutside);
  const opening = proof.extra ? parseOpening(proof.extra) : null;
  if (!opening && !folder.leaf) {
    throw new CannotBeChecked("This receipt has no extra line, so what it is a receipt for cannot be checked.");
  }
  const bareLeaf = opening ? null : parseLeaf(folder.leaf);
  return new Verification(proof, opening, bareLeaf, folder.parts, policy, ownPolicy !== null).run(notes);
}

/** Reads a proof's `extra`: what opens the leaf's commitments. */
function parseOpening(extra) {
  return orCannotBeChecked(() => {
    const found = shaped(readJson(extra), { manifest: "string", manifest_salt: "string", salts: "object" });
    const salts = new Map([...found.get("salts")].map(([name, salt]) => [name, decodeSalt(salt)]));
    const manifest = decodeBase64(found.get("manifest"));
    if (manifest === null) throw new Refused("the list of what was filed is not in base64.");
    return { manifest, manifestSalt: decodeSalt(found.get("manifest_salt")), salts };
  }, "The receipt's extra line cannot be read: ");
}

function decodeSalt(text) {
  const salt = typeof text === "string" ? decodeBase64(text) : null;
  if (salt === null || salt.length !== SALT_LENGTH) throw new Refused("a salt is not 32 bytes long.");
  return salt;
}

/** Reads the leaf hash that a bare copy carries. */
function parseLeaf(bytes) {
  const text = decodeText(bytes);
  const leaf = text === null ? null : decodeBase64(text.replace(/\n$/, ""));
  if (leaf === null || leaf.length !== HASH_LENGTH) {
    throw new CannotBeChecked("The leaf of the bare copy cannot be read.");
  }
  return leaf;
}

/** A checkpoint from elsewhere, as it was copied out of a mail. */
function readOutside(bytes) {
  const text = decodeText(bytes);
  const note = text === null ? bytes : encodeText(text.replaceAll("\r\n", "\n").replace(/^[ \t\n]+|[ \t\n]+$/g, "") + "\n");
  orCannotBeChecked(() => parseCheckpoint(parseNote(note).text), "The checkpoint from outside cannot be read: ");
  return note;
}

function orCannotBeChecked(read, prefix) {
  try {
    return read();
  } catch (error) {
    throw error instanceof Refused ? new CannotBeChecked(prefix + error.message) : error;
  }
}

class Verification {
  constructor(proof, opening, bareLeaf, parts, policy, policyIsOwn) {
    Object.assign(this, { proof, opening, bareLeaf, parts, policy, policyIsOwn, report: new Report() });
  }

  async run(outside) {
    const opened = await this.open();
    if (opened === null) return this.verdict(false, {});
    if (!this.opening) this.report.remarks.push(BARE);
    await this.checkPlace(opened);
    const isWitnessed = this.checkWitnesses(opened);
    this.checkKey(opened);
    const manifest = await this.checkWhatWasFiled();
    let agrees = false;
    for (const note of outside) agrees = (await this.compare(opened, note)) || agrees;
    if (outside.length === 0) {
      this.report.leaveOpen("Somebody outside the trust agrees", "You have not given a checkpoint from outside.");
    }
    return this.verdict(agrees || isWitnessed, {
      manifest,
      isBare: !this.opening,
      index: this.proof.index,
      origin: opened.origin,
      size: opened.size,
      fingerprint: opened.logKey ? await fingerprintOf(opened.logKey) : "",
      witnesses: this.witnesses(opened),
    });
  }

  verdict(isConfirmed, facts) {
    const { steps, problems, remarks, lacking } = this.report;
    return { result: this.report.result(isConfirmed), steps, problems, remarks, lacking: [...lacking], facts };
  }

  /** The checkpoint with its signatures; null if it is not to be trusted, for then nothing else says anything. */
  async open() {
    const what = "The trust’s ledger signed it";
    const note = encodeText(this.proof.checkpoint);
    try {
      const opened = await openCheckpoint(note, this.policy.logs, [...this.policy.witnesses.values()]);
      this.report.pass(what, "The signature fits the key that is shown here.");
      return opened;
    } catch (error) {
      if (error instanceof Refused) return this.distrust(what, error);
      if (!(error instanceof NotHere)) throw error;
      this.report.lack(what, error.message);
    }
    try {
      return readUnsignedCheckpoint(note);
    } catch (error) {
      if (error instanceof Refused) return this.distrust(what, error);
      throw error;
    }
  }

  distrust(what, refused) {
    this.report.fail(what, `The checkpoint is not to be trusted. ${refused.message}`);
    return null;
  }

  async leaf() {
    if (!this.opening) return this.bareLeaf;
    return leafHash(await leafContent(this.opening.manifestSalt, this.opening.manifest));
  }

  async checkPlace({ size, root }) {
    await this.report.step(
      "The proof leads from what was filed to the checkpoint",
      "A checkpoint says what the ledger was on a day.",
      async () => checkInclusion(await this.leaf(), this.proof.index, size, this.proof.hashes, root),
      (message) => `What the receipt says was filed is not in the ledger at this place. ${message}`,
    );
  }

  /** Whether witnesses of the reader's own policy have seen it. */
  checkWitnesses({ verified }) {
    const what = "Witnesses signed it";
    if (this.policy.quorum === NO_QUORUM) {
      this.report.leaveOpen(what, "The receipt’s list of keys asks for no witness.");
      return false;
    }
    if (verified === null) {
      this.report.lack(what, "Ed25519");
      return false;
    }
    if (!quorumIsMet(this.policy, verified.map(({ key }) => key))) {
      this.report.fail(what, "Fewer witnesses have signed than the policy asks for.");
      return false;
    }
    this.report.pass(what, this.policyIsOwn ? "As your own list asks." : "As the list of keys in the receipt asks.");
    return this.policyIsOwn;
  }

  /** Whether the key was the trust's own alone, if the policy says of one that it was not. */
  checkKey(opened) {
    if (this.policy.compromised.size === 0) return;
    const what = "The key was in nobody else’s hands";
    if (opened.verified === null) {
      this.report.lack(what, "Ed25519");
      return;
    }
    const since = this.inOtherHandsSince(opened);
    const seen = opened.verified.filter(({ seconds }) => seconds !== null && seconds < since).map(({ key }) => key);
    if (since === null) this.report.pass(what);
    else if (seen.length > 0 && quorumIsMet(this.policy, seen)) {
      this.report.pass(what, "Witnesses saw the checkpoint before.");
    } else {
      this.report.fail(
        what,
        `The key that signed this may have been in other hands since ${dayInWords(since)}, and no witness saw the ` +
          "checkpoint before. Ask for your receipt again: it will be signed with the key that is used now.",
      );
    }
  }

  /** Since when the keys that signed may have been; null if one of them has not. */
  inOtherHandsSince({ origin, verified }) {
    const signed = this.policy.logs.filter(
      (log) => log.name === origin && verified.some(({ key }) => sameKey(key, log)),
    );
    const times = signed.map((log) => this.policy.compromised.get(log) ?? null);
    return times.includes(null) ? null : times.reduce((latest, time) => (time > latest ? time : latest));
  }

  async checkWhatWasFiled() {
    if (!this.opening) {
      for (const name of [...this.parts.keys()].sort(compareText)) {
        this.report.fail(name, `${name} is in this bare copy, and nothing shows that it was filed.`);
      }
      return null;
    }
    const what = "The list of what was filed can be read";
    try {
      const manifest = parseManifest(this.opening.manifest);
      this.report.pass(what);
      await this.checkParts(manifest.parts);
      return manifest;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.report.fail(what, `The list of what was filed cannot be read. ${error.message}`);
      return null;
    }
  }

  async checkParts(filed) {
    const { salts } = this.opening;
    const names = new Set(filed.map((part) => part.name));
    if (salts.size !== names.size || ![...names].every((name) => salts.has(name))) {
      this.report.fail("Each file has its seal", "The receipt's salts are not those of the parts that were filed.");
    }
    for (const part of filed) {
      const what = `${part.name} is here, exactly as it was filed`;
      const content = this.parts.get(part.name);
      if (!content) this.report.fail(what, `${part.name} was filed and is missing here.`);
      else if (salts.has(part.name)) {
        await this.report.step(what, "", async () => {
          if (!(await fits(part, salts.get(part.name), content))) throw new Refused(`${part.name} is not what was filed.`);
        });
      }
    }
    const added = [...this.parts.keys()].filter((name) => !names.has(name)).sort(compareText);
    for (const name of added) this.report.fail(`${name} belongs to it`, `${name} was not filed with this entry.`);
    if (added.length === 0) this.report.pass("No file was added");
  }

  witnesses({ verified }) {
    const names = [...this.policy.witnesses];
    return (verified ?? []).flatMap(({ key, seconds }) =>
      names.filter(([, known]) => sameKey(known, key)).map(([name]) => ({ name, seconds })),
    );
  }

  /** Whether a checkpoint from outside agrees. */
  async compare(opened, note) {
    const what = "Somebody outside the trust agrees";
    const theirs = parseCheckpoint(parseNote(note).text);
    if (theirs.origin !== opened.origin) {
      return this.remark(what, `The checkpoint from outside is of another ledger, ${theirs.origin}.`);
    }
    // Whether it was signed with a key of this policy says nothing: the ledger's key may have changed since.
    if (theirs.size !== opened.size) return this.remark(what, this.ofAnotherSize(opened.size, theirs.size));
    if (opened.logKey === null) {
      this.report.lack(what, "Ed25519");
      return false;
    }
    let signed;
    try {
      signed = await openCheckpoint(note, this.policy.logs);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.report.fail(what, "The checkpoint from outside was not signed with a key of this ledger.");
      return false;
    }
    if (!same(theirs.root, opened.root) && this.inOtherHandsSince(signed) !== null) {
      return this.remark(what, "The checkpoint from outside may have been signed by whoever took the key.");
    }
    if (!same(theirs.root, opened.root)) {
      this.report.fail(what, "The checkpoint from outside tells another history than this receipt.");
      return false;
    }
    this.report.pass(what, "The checkpoint from outside and the one in the receipt are the same.");
    return true;
  }

  ofAnotherSize(ours, theirs) {
    return theirs > this.proof.index
      ? `The checkpoint from outside is of size ${theirs} and this receipt of size ${ours}, so they cannot be compared. ` +
          `Ask for your receipt at size ${theirs}.`
      : `The checkpoint from outside was made before this was filed (size ${theirs}).`;
  }

  remark(what, remark) {
    this.report.remarks.push(remark);
    this.report.leaveOpen(what, remark);
    return false;
  }
}

/* Trust policies (c2sp.org/tlog-policy): which logs and witnesses, and how many witnesses must agree.

One line of ours stands among the comments: `# compromised-key KEY TIME` says that a log's key has been in other hands
since then, so that what it signed counts only if witnesses saw it before. */

const NO_QUORUM = "none";
const MOST_GROUPS = 100;
const COMPROMISED = "compromised-key";

/** Reads a policy file; refuses it with the number of the line at fault. */
async function parsePolicy(bytes) {
  const text = decodeText(bytes);
  if (text === null) throw new CannotBeChecked("The policy is not UTF-8 text.");
  const policy = {
    logs: [], witnesses: new Map(), groups: new Map(), quorum: null, members: new Set(), compromised: new Map(),
  };
  for (const [at, line] of text.split("\n").entries()) {
    const words = line.split(/[ \t]+/).filter((word) => word !== "");
    const isOurs = words[0] === "#" && words[1] === COMPROMISED;
    if (words.length === 0 || (words[0].startsWith("#") && !isOurs)) continue;
    try {
      await readPolicyLine(policy, words);
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      throw new CannotBeChecked(`Line ${at + 1} of the policy: ${refused.message}`);
    }
  }
  if (policy.quorum === null) throw new CannotBeChecked("The policy has no quorum line.");
  return policy;
}

async function readPolicyLine(policy, words) {
  const [kind, ...rest] = words;
  if (kind === "log" && (rest.length === 1 || rest.length === 2)) {
    readLog(policy, await parseVerifierKey(rest[0]));
  } else if (kind === "witness" && (rest.length === 2 || rest.length === 3)) {
    readWitness(policy, rest[0], await parseVerifierKey(rest[1]));
  } else if (kind === "group" && rest.length >= 3) {
    readGroup(policy, rest[0], rest[1], rest.slice(2));
  } else if (kind === "quorum" && rest.length === 1) {
    readQuorum(policy, rest[0]);
  } else if (kind === "#" && rest.length === 3) {
    readCompromised(policy, await parseVerifierKey(rest[1]), rest[2]);
  } else {
    throw new Refused(`'${kind}' is not understood here.`);
  }
}

function readLog(policy, key) {
  if (key.kind !== ED25519) throw new Refused("a log's key must be an Ed25519 key.");
  if (policy.logs.some((known) => same(known.publicKey, key.publicKey))) {
    throw new Refused("this log's key stands there already.");
  }
  policy.logs.push(key);
}

/** `compromised` maps a key of `logs` to the second since which it may have been in other hands. */
function readCompromised(policy, key, time) {
  const known = policy.logs.find((log) => sameKey(log, key));
  if (!known) throw new Refused("this log's key has not been named above.");
  const at = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(time) ? new Date(time) : new Date(NaN);
  if (Number.isNaN(at.getTime()) || at.toISOString() !== time.replace("Z", ".000Z")) {
    throw new Refused(`'${time}' is not a time like 2026-11-20T00:00:00Z.`);
  }
  policy.compromised.set(known, BigInt(at.getTime() / 1000));
}

function readWitness(policy, name, key) {
  checkNewName(policy, name);
  if (key.kind !== COSIGNATURE) throw new Refused("a witness's key must be a cosignature key.");
  // One key under two names would count twice: the signature does not say which of them gave it.
  if ([...policy.witnesses.values()].some((known) => same(known.publicKey, key.publicKey))) {
    throw new Refused("this witness's key stands there already.");
  }
  policy.witnesses.set(name, key);
}

function readGroup(policy, name, threshold, members) {
  checkNewName(policy, name);
  if (policy.groups.size === MOST_GROUPS) throw new Refused(`more than ${MOST_GROUPS} groups are not read.`);
  for (const member of members) {
    if (!isNamed(policy, member)) throw new Refused(`'${member}' has not been named above.`);
    if (policy.members.has(member)) throw new Refused(`'${member}' is in a group already.`);
    policy.members.add(member);
  }
  let needed = 0;
  if (threshold === "any") needed = 1;
  else if (threshold === "all") needed = members.length;
  else if (/^[0-9]{1,8}$/.test(threshold)) needed = Number(threshold);
  if (needed < 1 || needed > members.length) throw new Refused(`'${threshold}' is not a number of its members.`);
  policy.groups.set(name, { needed, members });
}

function readQuorum(policy, name) {
  if (policy.quorum !== null) throw new Refused("there is a quorum line already.");
  if (name !== NO_QUORUM && !isNamed(policy, name)) throw new Refused(`'${name}' has not been named above.`);
  policy.quorum = name;
}

function isNamed(policy, name) {
  return policy.witnesses.has(name) || policy.groups.has(name);
}

function checkNewName(policy, name) {
  if (name === NO_QUORUM || isNamed(policy, name)) throw new Refused(`the name '${name}' is taken.`);
}

/** Whether these keys are witnesses enough. A quorum of none is met by nobody at all. */
function quorumIsMet(policy, keys) {
  const agrees = (name) => {
    const witness = policy.witnesses.get(name);
    if (witness) return keys.some((key) => sameKey(key, witness));
    const group = policy.groups.get(name);
    return group.members.filter(agrees).length >= group.needed;
  };
  return policy.quorum === NO_QUORUM || agrees(policy.quorum);
}

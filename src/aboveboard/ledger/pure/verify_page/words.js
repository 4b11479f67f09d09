/* What the page says of each result, and what to do next. */

const CANNOT_BE_CHECKED = "cannot be checked";

const RESULTS = {
  [ALTERED]: {
    title: "Altered",
    meaning: "Something here is not what was filed. The steps below say what.",
    next: [
      "Do not delete anything.",
      "Download the receipt again, and check that one. A file may have been damaged, or saved again by another " +
        "program. Opening a PDF is harmless; saving it changes it.",
      "If the new one is altered too, keep both. Tell your union or the trust’s data protection officer.",
    ],
  },
  [AGREES_WITH_ITSELF]: {
    title: "Agrees with itself",
    meaning:
      "Everything in it fits together. One thing is left to rule out: that somebody made up the whole of it, " +
      "with a key of their own.",
    next: [
      "Compare the key below with the one that your union or the auditor was sent. If it is the same, the receipt " +
        "came from the trust’s ledger. If it is another, tell them.",
      "Or ask them for the checkpoint they were sent, and paste it in above. Then the page may be able to say " +
        "“confirmed from outside”.",
    ],
  },
  [CONFIRMED_FROM_OUTSIDE]: {
    title: "Confirmed from outside",
    meaning: "Everything in it fits together, and somebody outside the trust agrees.",
    next: ["There is nothing left to do. Keep the zip as it is, in a place of your own."],
  },
  [NOT_CHECKED_HERE]: {
    title: "Not checked here",
    meaning:
      "This browser cannot do all of the steps. Nothing wrong was found in those that it could do, but that does " +
      "not mean that the receipt is right.",
    next: [
      "Open this page in another browser, or a newer one: Chrome, Edge, Firefox and Safari of 2025 or later can do it.",
      "If the browser cannot open the zip, unpack it and choose the folder.",
      "Or use Aboveboard itself: aboveboard receipt verify, and the name of the zip.",
    ],
  },
  [CANNOT_BE_CHECKED]: {
    title: "This cannot be checked",
    meaning: "Nothing can be said about it, neither good nor bad.",
    next: [
      "Use the zip just as you downloaded it. If you unpacked it, choose the whole folder.",
      "If you pasted something in, copy it again, from its first line to its last.",
      "If it still cannot be read, download the receipt again.",
    ],
  },
};

const STATES = {
  [PASSED]: "Passed",
  [FAILED]: "Failed",
  [NOT_CHECKED_HERE]: "Not checked here",
  [NOTHING_TO_CHECK]: "Nothing to check",
};

const MONTHS =
  "January February March April May June July August September October November December".split(" ");

/** "23 November 2026 at 12:33:07 UTC", of a time as manifests write it. */
function timeInWords(text) {
  const [, year, month, day, clock] = /^(\d+)-(\d+)-(\d+)T([\d:]+)/.exec(text);
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year} at ${clock} UTC`;
}

/** "20 November 2026", of seconds since 1970. */
function dayInWords(seconds) {
  return timeInWords(new Date(Number(seconds) * 1000).toISOString()).replace(/ at .*/, "");
}

/** What a witness says of when it signed; "" for a time that no calendar has. */
function secondsInWords(seconds) {
  const time = new Date(Number(seconds) * 1000);
  return seconds === null || Number.isNaN(time.getTime()) ? "" : timeInWords(time.toISOString());
}

/** "Declaration submitted", of `declaration.submitted`. */
function kindInWords(kind) {
  const words = kind.replace(/[._]/g, " ");
  return words[0].toUpperCase() + words.slice(1);
}

/** What the receipt says, as pairs of label and text. To be believed only if it is not altered. */
function factsInWords(facts) {
  const { manifest } = facts;
  const rows = [];
  if (manifest) {
    rows.push(["Reference", manifest.reference]);
    rows.push(["What was filed", kindInWords(manifest.kind)]);
    rows.push(["When", `${timeInWords(manifest.filedAt)}, by the trust’s own clock`]);
    rows.push(["Files", manifest.parts.map((part) => part.name).join(", ") || "none"]);
  }
  rows.push(["Ledger", `${facts.origin}, entry ${facts.index} of ${facts.size}`]);
  for (const { name, seconds } of facts.witnesses) {
    rows.push(["Witness", [name, secondsInWords(seconds)].filter(Boolean).join(", ")]);
  }
  return rows;
}

/* The page: takes what is dropped, chosen or pasted, has it checked, and shows what was found. */

const BESIDE_THE_PARTS = new Set([RECEIPT_NAME, POLICY_NAME, LEAF_NAME, "READ ME.txt", "verify.html"]);

const one = (id) => document.getElementById(id);
let chosen = null;
let latest = 0;

function make(tag, text = "", attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** Reads what was chosen: a list of [path, File]. One file is a zip, unless it is the receipt itself. */
async function readChosen(files) {
  const total = files.reduce((sum, [, file]) => sum + file.size, 0);
  if (files.length > MOST_FILES || total > MOST_BYTES) {
    throw new CannotBeChecked("This is too much for a receipt. Choose the receipt’s own zip or folder.");
  }
  const read = new Map();
  for (const [path, file] of files) {
    try {
      read.set(path, new Uint8Array(await file.arrayBuffer()));
    } catch {
      throw new CannotBeChecked(`${path} cannot be read.`);
    }
  }
  const [[first, content]] = read;
  if (read.size === 1 && lastStep(first) !== RECEIPT_NAME) return readZip(content);
  return arrange(inFolders(read));
}

/** Files that were chosen one by one have lost their folder: what does not belong beside the parts is a part. */
function inFolders(files) {
  if ([...files.keys()].some((path) => path.includes("/"))) return files;
  return new Map(
    [...files].map(([name, content]) => [
      BESIDE_THE_PARTS.has(name) || name.startsWith(".") ? name : `${PARTS_FOLDER}/${name}`,
      content,
    ]),
  );
}

/** All files in what was dropped, folders included, as [path, File].

A page from disk may not read what `webkitGetAsEntry` gives (Chromium refuses), so that is asked only whether something
is a folder. What was dropped can be asked for only at once, hence no waiting in the first part. */
async function filesDropped(transfer) {
  const dropped = [...transfer.items].filter((item) => item.kind === "file");
  const found = dropped.map((item) => ({
    isFolder: item.webkitGetAsEntry?.()?.isDirectory ?? false,
    file: item.getAsFile(),
    handle: item.getAsFileSystemHandle?.() ?? null,
  }));
  const files = [];
  for (const { isFolder, file, handle } of found) {
    if (!isFolder) files.push([file.name, file]);
    else if (handle) await addFilesIn(await handle, `${file.name}/`, files);
    else throw new NotHere("what reads a dropped folder: choose it with the button instead");
  }
  return files;
}

async function addFilesIn(folder, path, files) {
  for await (const [name, handle] of folder.entries()) {
    if (files.length > MOST_FILES) return;
    if (handle.kind === "directory") await addFilesIn(handle, `${path}${name}/`, files);
    else files.push([path + name, await handle.getFile()]);
  }
}

/** Checks what is chosen, with what is pasted, and shows the result. */
async function check() {
  latest += 1;
  const current = latest;
  one("progress").textContent = "Checking …";
  const outcome = await outcomeOf(chosen);
  if (current === latest) show(outcome);
}

async function outcomeOf(files) {
  const checkpoint = one("checkpoint").value.trim();
  const policy = one("policy").value.trim();
  try {
    return await verifyReceipt(await readChosen(files), {
      ownPolicy: policy ? encodeText(policy) : null,
      outside: checkpoint ? [encodeText(checkpoint)] : [],
    });
  } catch (error) {
    return outcomeWithout(error);
  }
}

/** What there is to show when nothing could be checked. */
function outcomeWithout(error) {
  const nothing = { steps: [], problems: [], remarks: [], lacking: [], facts: {} };
  if (error instanceof NotHere) {
    return { ...nothing, result: NOT_CHECKED_HERE, remarks: [`This browser lacks ${error.message}.`] };
  }
  const why = error instanceof CannotBeChecked ? error.message : `The page itself failed: ${error.message}`;
  return { ...nothing, result: CANNOT_BE_CHECKED, remarks: [why] };
}

function show({ result, steps, problems, remarks, facts }) {
  const { title, meaning, next } = RESULTS[result];
  const section = one("result");
  const heading = make("h2", title, { tabindex: "-1" });
  section.replaceChildren(heading, make("p", meaning));
  section.dataset.result = result;
  section.dataset.problems = JSON.stringify(problems);
  section.dataset.remarks = JSON.stringify(remarks);
  for (const remark of remarks) section.append(make("p", remark, { class: "remark" }));
  section.append(make("h3", "What to do next"), list("ol", next.map((text) => make("li", text))));
  if (facts.fingerprint) {
    section.append(make("h3", "The key"), make("p", facts.fingerprint, { class: "key" }));
  }
  if (result !== ALTERED && facts.origin) {
    section.append(make("h3", "What the receipt says"), factsShown(facts));
  }
  if (steps.length > 0) section.append(make("h3", "Step by step"), list("ol", steps.map(stepShown), "steps"));
  section.hidden = false;
  one("progress").textContent = `Checked: ${title}.`;
  heading.focus();
}

function list(tag, items, name = "") {
  const made = make(tag, "", name ? { class: name } : {});
  made.append(...items);
  return made;
}

function stepShown({ what, state, why }) {
  const item = make("li", "", { "data-state": state });
  item.append(make("strong", STATES[state]), make("span", what, { class: "what" }));
  if (why) item.append(make("span", why, { class: "why" }));
  return item;
}

function factsShown(facts) {
  const shown = make("dl");
  for (const [label, text] of factsInWords(facts)) shown.append(make("dt", label), make("dd", text));
  return shown;
}

function choose(files) {
  if (files.length === 0) return;
  chosen = files;
  one("chosen").textContent = files.length === 1 ? `Chosen: ${files[0][0]}` : `Chosen: ${files.length} files`;
  check();
}

for (const id of ["files", "folder"]) {
  one(id).addEventListener("change", ({ target }) => {
    choose([...target.files].map((file) => [file.webkitRelativePath || file.name, file]));
  });
}

const holdsFiles = (event) => event.dataTransfer.types.includes("Files");

document.addEventListener("dragover", (event) => {
  if (holdsFiles(event)) event.preventDefault();
});
document.addEventListener("drop", async (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  try {
    choose(await filesDropped(event.dataTransfer));
  } catch (error) {
    show(outcomeWithout(error));
  }
});

one("compare").addEventListener("submit", (event) => {
  event.preventDefault();
  if (chosen === null) one("progress").textContent = "Choose your receipt first.";
  else check();
});

import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { archiveReader } from "@bootstrappable/core/platform/node/archives";
import { nodeBulkFiles } from "@bootstrappable/core/platform/node/bulkFiles";
import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { firstOutdated } from "@bootstrappable/core/runs/checkpoints/outdated";
import { RecordStore } from "@bootstrappable/core/runs/record/store";
import { createConnection } from "vscode-languageserver/node";
import { serve } from "./server";

// Bundled as dist/server.js; the page of diagnostics comes along in docs/.
const page = path.join(__dirname, "../docs/diagnostics.md");

// Speaks over standard input and output, a socket or Node's IPC, as --stdio, --socket or --node-ipc say.
const documentation = existsSync(page) ? pathToFileURL(page).href : undefined;
const { facts, files, disk, hash, processes } = nodeMachine;
const records = new RecordStore({ facts, disk, files, processes });
const region = (path: string) => nodeBulkFiles.region(path);
serve(
  createConnection(),
  {
    ...{ facts, files, disk, hash, records, archives: archiveReader(), region },
    firstOutdated: (target, steps) => firstOutdated({ disk }, target, steps),
  },
  documentation,
);

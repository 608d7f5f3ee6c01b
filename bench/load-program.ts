import { applyLoad } from "./load";

// The load as a process of its own, so that it shares no thread with what it measures.
console.log(`result ${JSON.stringify(await applyLoad(JSON.parse(process.argv[2] ?? "")))}`);

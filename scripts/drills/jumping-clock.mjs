// Loaded before a program (`node --import …/jumping-clock.mjs?after=MS&by=MS`): its wall clock jumps once.
const asked = new URL(import.meta.url).searchParams;
const by = Number(asked.get("by"));
const RealDate = Date;
let offset = 0;
setTimeout(
  () => {
    offset = by;
  },
  Number(asked.get("after")),
).unref();

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + offset);
    else super(...parts);
  }

  static now() {
    return RealDate.now() + offset;
  }
};

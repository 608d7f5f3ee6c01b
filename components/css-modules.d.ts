/// <reference types="next" />
// Types of CSS Modules, also where next-env.d.ts (which is generated) does not exist yet.

/** Where the site of the browser tests sends its mail: the one test that reads it listens there. */
export const TEST_RELAY_PORT = 12_525;
export const TEST_RELAY_URL = `smtp://127.0.0.1:${TEST_RELAY_PORT}`;

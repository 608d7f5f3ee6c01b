/** @type {import("next").NextConfig} */
const config = {
  // Pages depend on the published release and are cached whole by the server in front (server.ts),
  // so none of Next's own caches is in the path of the data.
  poweredByHeader: false,
  compress: false,
  reactStrictMode: true,
  // Types are checked by `npm test` (tsc); checking them again would double the first start.
  typescript: { ignoreBuildErrors: true },
};
export default config;

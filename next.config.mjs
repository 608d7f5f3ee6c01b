/** @type {import("next").NextConfig} */
const config = {
  // Pages depend on the published release and are cached whole by the server in front (server.ts),
  // so none of Next's own caches is in the path of the data.
  poweredByHeader: false,
  compress: false,
  reactStrictMode: true,
  // A native library: loaded by Node, not bundled.
  serverExternalPackages: ["@resvg/resvg-js"],
  // Types are checked by `npm test` (tsc); checking them again would double the first start.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    // The router's requests are told apart by their headers in front of Next (lib/serving/questions),
    // and come without the parameter that Next would redirect to again and again.
    validateRSCRequestHeaders: false,
  },
};
export default config;

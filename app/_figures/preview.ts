import type { Metadata } from "next";

/** What other sites show of a link: the page's first chart, drawn 16:9. */
export const preview = (title: string, description: string, image: string): Metadata => ({
  openGraph: {
    type: "website",
    siteName: "DANE & DNSSEC statistics",
    title,
    description,
    images: [{ url: image, width: 1_200, height: 675, alt: title, type: "image/png" }],
  },
  twitter: { card: "summary_large_image" },
});

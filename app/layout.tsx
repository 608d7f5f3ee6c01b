import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import "@/components/base.css";
import { siteSettings } from "./_server/settings";

export const dynamic = "force-dynamic";

export function generateMetadata(): Metadata {
  return {
    metadataBase: new URL(siteSettings().publicUrl),
    title: { default: "DANE & DNSSEC statistics", template: "%s · DANE & DNSSEC statistics" },
    description:
      "How many domains use DNSSEC and DANE for mail, where, at whom, and what breaks: published figures with date, source and definition.",
    applicationName: "DANE & DNSSEC statistics",
    formatDetection: { telephone: false, email: false, address: false },
  };
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fcfbf8" },
    { media: "(prefers-color-scheme: dark)", color: "#11151b" },
  ],
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en-GB">
      <body>{children}</body>
    </html>
  );
}

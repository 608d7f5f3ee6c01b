import { OWN_LICENSE_STATEMENT } from "@/lib/api/version";
import type { Release } from "@/lib/model/release";
import {
  EXPORT_FORMAT_WORDS,
  EXPORT_LICENSE,
  type ExportedFile,
  exportedFilePath,
} from "@/lib/model/release-export";
import { revisionPath } from "@/lib/model/release-file";

/** A release of our own survey with its files, for search engines. @see https://schema.org/Dataset */
export function releaseLd(release: Release, files: readonly ExportedFile[], publicUrl: string) {
  const { id, revision, title, asOf } = release;
  return {
    "@context": "https://schema.org",
    "@type": "Dataset",
    name: `${title}: DNSSEC and DANE`,
    description:
      "Every figure of one run of this site’s survey of DNSSEC-signed domains and DANE for SMTP, by TLD, provider and parameter.",
    identifier: `${id}/r${revision}`,
    url: publicUrl + revisionPath(id, revision),
    isAccessibleForFree: true,
    license: EXPORT_LICENSE.url,
    usageInfo: OWN_LICENSE_STATEMENT,
    creator: { "@type": "Organization", name: "DANE & DNSSEC statistics", url: publicUrl },
    version: `r${revision}`,
    ...(asOf === null ? {} : { temporalCoverage: asOf }),
    distribution: files
      .filter(({ dataset }) => dataset !== null)
      .map(({ name, format, bytes, sha256 }) => ({
        "@type": "DataDownload",
        name,
        encodingFormat: EXPORT_FORMAT_WORDS[format].mediaType.split(";")[0],
        contentSize: `${bytes} B`,
        sha256,
        contentUrl: publicUrl + exportedFilePath(id, revision, name),
      })),
  };
}

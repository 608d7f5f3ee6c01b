import { FilterForm } from "@/components/filter-form";
import { formatDate } from "@/components/format";
import { Once } from "@/components/markup";
import { DataTable } from "@/components/tables/data-table";
import type { PageQuery, PROVIDER_SORTS } from "@/lib/model/page-query";
import type { ListedProvider } from "@/lib/stats/provider-histories";
import { type Order, sortedRows, sortLinks } from "../_server/sorting";

type Sort = (typeof PROVIDER_SORTS)[number];
const VALUES: Record<Sort, (row: ListedProvider) => string | number | null> = {
  provider: ({ provider }) => provider,
  domains: ({ lastDomains }) => lastDomains,
  most: ({ mostDomains }) => mostDomains,
  lists: ({ lists }) => lists,
  first: ({ firstListed }) => firstListed,
  last: ({ lastListed }) => lastListed,
};
const firstOrder = (sort: string): Order =>
  sort === "provider" || sort === "first" ? "asc" : "desc";

/** Every provider that a dated list names, filtered and sorted as the address says. */
export function ProviderIndex({
  providers,
  state,
}: {
  providers: readonly ListedProvider[];
  state: PageQuery<"/providers">;
}) {
  const { sort, q, list } = state;
  const order = state.order ?? firstOrder(sort);
  const shown = sortedRows(
    providers.filter(({ provider }) => provider.includes(q.trim().toLowerCase())),
    VALUES[sort],
    order,
  );
  const kept = list === undefined ? {} : { list };
  const draw = () => (
    <>
      <FilterForm
        action="/providers"
        label="Filter by name"
        value={q}
        keep={kept}
        shown={shown.length}
        all={providers.length}
      />
      <DataTable
        caption="Every provider that a dated list names"
        hideCaption
        rows={shown}
        rowKey={({ provider }) => provider}
        {...sortLinks("/providers", { ...kept, q }, { sort, order }, firstOrder)}
        columns={[
          {
            key: "provider",
            title: "Provider",
            kind: "text",
            value: VALUES.provider,
            href: ({ provider }) => `/providers/${provider}`,
          },
          {
            key: "domains",
            title: "DANE domains when last listed",
            kind: "count",
            value: VALUES.domains,
          },
          {
            key: "last",
            title: "Last listed",
            kind: "text",
            value: ({ lastListed }) =>
              lastListed === null ? "undated" : formatDate(lastListed, "month"),
          },
          {
            key: "first",
            title: "First listed",
            kind: "text",
            priority: 2,
            value: ({ firstListed }) =>
              firstListed === null ? "undated" : formatDate(firstListed, "month"),
          },
          { key: "most", title: "Most", kind: "count", priority: 3, value: VALUES.most },
          { key: "lists", title: "Lists", kind: "count", priority: 3, value: VALUES.lists },
        ]}
        empty={`No provider named in the lists matches “${q}”.`}
      />
    </>
  );
  return <Once name="provider-index" of={[shown, providers.length, state]} draw={draw} />;
}

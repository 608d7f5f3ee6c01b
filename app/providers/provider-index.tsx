import { FilterForm } from "@/components/filter-form";
import { formatDate } from "@/components/format";
import { Once } from "@/components/markup";
import { DataTable } from "@/components/tables/data-table";
import type { PageQuery } from "@/lib/model/page-query";
import type { ListedProvider } from "@/lib/stats/provider-histories";
import { firstProviderOrder, PROVIDER_VALUES } from "../_figures/providers";
import { sortLinks } from "../_server/sorting";

/** Every provider that a dated list names, filtered and sorted as the address says. */
export function ProviderIndex({
  shown,
  found,
  all,
  state,
}: {
  shown: readonly ListedProvider[];
  /** How many the filter leaves, of which the first are shown. */
  found: number;
  /** How many there are without the filter. */
  all: number;
  state: PageQuery<"/providers">;
}) {
  const { sort, q, list } = state;
  const order = state.order ?? firstProviderOrder(sort);
  const kept = list === undefined ? {} : { list };
  const draw = () => (
    <>
      <FilterForm
        action="/providers"
        label="Filter by name"
        value={q}
        keep={kept}
        shown={found}
        all={all}
      />
      <DataTable
        caption="Every provider that a dated list names"
        hideCaption
        rows={shown}
        rowKey={({ provider }) => provider}
        {...sortLinks("/providers", { ...kept, q }, { sort, order }, firstProviderOrder)}
        columns={[
          {
            key: "provider",
            title: "Provider",
            kind: "text",
            value: PROVIDER_VALUES.provider,
            href: ({ provider }) => `/providers/${provider}`,
          },
          {
            key: "domains",
            title: "DANE domains when last listed",
            kind: "count",
            value: PROVIDER_VALUES.domains,
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
          { key: "most", title: "Most", kind: "count", priority: 3, value: PROVIDER_VALUES.most },
          {
            key: "lists",
            title: "Lists",
            kind: "count",
            priority: 3,
            value: PROVIDER_VALUES.lists,
          },
        ]}
        empty={`No provider named in the lists matches “${q}”.`}
      />
    </>
  );
  return <Once name="provider-index" of={[shown, found, all, state]} draw={draw} />;
}

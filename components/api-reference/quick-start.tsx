import { CodeBlock } from "./code-block";

/** From nothing to figures in a shell, in Python and in R. @param root address of the API. */
export function QuickStart({ root, answer }: { root: string; answer: string }) {
  return (
    <section id="quick-start">
      <h2>Quick start</h2>
      <p>
        No key, no registration. Any program that can fetch an address can read the figures, and so
        can the scripts of any web page.
      </p>
      <CodeBlock
        title="The state on a day, as JSON"
        code={`curl '${root}/dane-domains?asOf=2023-12-31'`}
      />
      <CodeBlock
        title="Two top-level domains, as CSV"
        code={`curl '${root}/dnssec-by-tld.csv?tld=nl&tld=se'`}
      />
      <CodeBlock
        title="Again tomorrow, but only if something changed"
        code={`curl --etag-save dane.etag --etag-compare dane.etag -o dane.csv \\\n  '${root}/dane-domains.csv'`}
      />
      <CodeBlock
        title="Python, with pandas"
        code={`import pandas as pd\ndane = pd.read_csv("${root}/dane-domains.csv", parse_dates=["as_of"])`}
      />
      <CodeBlock title="R" code={`dane <- read.csv("${root}/dane-domains.csv")`} />
      <h3 id="example">What comes back</h3>
      <p>The answer to the first call above, shortened: the real one has more beside the row.</p>
      <CodeBlock title="Answer, shortened" code={answer} />
    </section>
  );
}

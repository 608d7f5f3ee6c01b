CREATE TYPE "public"."canary_state" AS ENUM('right', 'wrong', 'untold');--> statement-breakpoint
CREATE TYPE "public"."publication_state" AS ENUM('computing', 'checking', 'published', 'published_with_flags', 'held');--> statement-breakpoint
CREATE TABLE "published"."manifests" (
	"release" text NOT NULL,
	"revision" integer NOT NULL,
	"manifest" jsonb NOT NULL,
	CONSTRAINT "manifests_release_revision_pk" PRIMARY KEY("release","revision")
);
--> statement-breakpoint
CREATE TABLE "scan"."canary_looks" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scan"."canary_looks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"run" integer NOT NULL,
	"holder" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"state" "canary_state" NOT NULL,
	"canaries" integer NOT NULL,
	"wrong" jsonb NOT NULL,
	"tainted" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tally"."publications" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "tally"."publications_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"run" integer NOT NULL,
	"state" "publication_state" NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"release" text,
	"draft_sha256" char(64),
	"facts" jsonb,
	"gates" jsonb,
	"reason" text,
	"override" jsonb,
	"revision" integer
);
--> statement-breakpoint
CREATE TABLE "scan"."setups" (
	"run" integer NOT NULL,
	"holder" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"resolver" text NOT NULL,
	"trust_anchors" text[] NOT NULL,
	CONSTRAINT "setups_run_holder_pk" PRIMARY KEY("run","holder")
);
--> statement-breakpoint
ALTER TABLE "published"."manifests" ADD CONSTRAINT "manifests_release_revision_releases_id_revision_fk" FOREIGN KEY ("release","revision") REFERENCES "published"."releases"("id","revision") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scan"."canary_looks" ADD CONSTRAINT "canary_looks_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "scan"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tally"."publications" ADD CONSTRAINT "publications_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "scan"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scan"."setups" ADD CONSTRAINT "setups_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "scan"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "canary_looks_run" ON "scan"."canary_looks" USING btree ("run","id");--> statement-breakpoint
CREATE INDEX "publications_run" ON "tally"."publications" USING btree ("run","id");--> statement-breakpoint
CREATE TRIGGER "manifests_immutable" BEFORE UPDATE OR DELETE OR TRUNCATE ON "published"."manifests"
  FOR EACH STATEMENT EXECUTE FUNCTION "published"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "manifests_whole" AFTER INSERT ON "published"."manifests"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "published"."refuse_late_rows"();

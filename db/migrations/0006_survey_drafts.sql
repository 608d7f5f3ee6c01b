CREATE SCHEMA "tally";
--> statement-breakpoint
CREATE TABLE "tally"."draft_tables" (
	"run" integer NOT NULL,
	"position" integer NOT NULL,
	"dataset" text NOT NULL,
	"edition" text NOT NULL,
	"as_of" date,
	"as_of_precision" date_precision NOT NULL,
	"complete" boolean,
	"other" double precision,
	"source_title" text,
	"caution" text,
	"rows" jsonb NOT NULL,
	CONSTRAINT "draft_tables_run_position_pk" PRIMARY KEY("run","position")
);
--> statement-breakpoint
CREATE TABLE "tally"."drafts" (
	"run" integer PRIMARY KEY NOT NULL,
	"method_version" text NOT NULL,
	"computed_at" timestamp with time zone NOT NULL,
	"release" jsonb NOT NULL,
	"counts" jsonb NOT NULL,
	"inputs" jsonb NOT NULL,
	"published_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "tally"."draft_tables" ADD CONSTRAINT "draft_tables_run_drafts_run_fk" FOREIGN KEY ("run") REFERENCES "tally"."drafts"("run") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tally"."drafts" ADD CONSTRAINT "drafts_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "scan"."runs"("id") ON DELETE no action ON UPDATE no action;
CREATE SCHEMA "published";
--> statement-breakpoint
CREATE TYPE "public"."date_precision" AS ENUM('day', 'month', 'unknown');--> statement-breakpoint
CREATE TYPE "public"."figure_flag" AS ENUM('b', 'p', 'e', 'u', 'l', 'i');--> statement-breakpoint
CREATE TYPE "public"."release_kind" AS ENUM('published_report', 'survey_run');--> statement-breakpoint
CREATE TABLE "published"."current_revisions" (
	"release" text PRIMARY KEY NOT NULL,
	"revision" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "published"."figures" (
	"release" text NOT NULL,
	"revision" integer NOT NULL,
	"dataset" text NOT NULL,
	"edition" text NOT NULL,
	"position" integer NOT NULL,
	"as_of" date,
	"as_of_precision" date_precision NOT NULL,
	"dimensions" jsonb NOT NULL,
	"measures" jsonb NOT NULL,
	"flags" "figure_flag"[] NOT NULL,
	CONSTRAINT "figures_release_revision_dataset_edition_position_pk" PRIMARY KEY("release","revision","dataset","edition","position")
);
--> statement-breakpoint
CREATE TABLE "published"."tables" (
	"release" text NOT NULL,
	"revision" integer NOT NULL,
	"dataset" text NOT NULL,
	"edition" text NOT NULL,
	"as_of" date,
	"as_of_precision" date_precision NOT NULL,
	"complete" boolean,
	"other" double precision,
	"source_title" text,
	"caution" text,
	CONSTRAINT "tables_release_revision_dataset_edition_pk" PRIMARY KEY("release","revision","dataset","edition")
);
--> statement-breakpoint
CREATE TABLE "published"."releases" (
	"id" text NOT NULL,
	"revision" integer NOT NULL,
	"kind" "release_kind" NOT NULL,
	"title" text NOT NULL,
	"authors" text[] NOT NULL,
	"as_of" date,
	"as_of_precision" date_precision NOT NULL,
	"as_of_not_before" date,
	"month" char(7),
	"month_inferred" boolean NOT NULL,
	"posted_at" date,
	"source_title" text NOT NULL,
	"source_url" text,
	"alt_source_url" text,
	"derived_from" text,
	"notes" text,
	"content_sha256" char(64) NOT NULL,
	"published_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "releases_id_revision_pk" PRIMARY KEY("id","revision")
);
--> statement-breakpoint
ALTER TABLE "published"."current_revisions" ADD CONSTRAINT "current_revisions_release_revision_releases_id_revision_fk" FOREIGN KEY ("release","revision") REFERENCES "published"."releases"("id","revision") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "published"."figures" ADD CONSTRAINT "figures_release_revision_dataset_edition_tables_release_revision_dataset_edition_fk" FOREIGN KEY ("release","revision","dataset","edition") REFERENCES "published"."tables"("release","revision","dataset","edition") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "published"."tables" ADD CONSTRAINT "tables_release_revision_releases_id_revision_fk" FOREIGN KEY ("release","revision") REFERENCES "published"."releases"("id","revision") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "figures_dataset_as_of" ON "published"."figures" USING btree ("dataset","as_of");--> statement-breakpoint
CREATE INDEX "figures_dimensions" ON "published"."figures" USING gin ("dimensions");--> statement-breakpoint
CREATE INDEX "tables_dataset" ON "published"."tables" USING btree ("dataset","as_of");--> statement-breakpoint
CREATE INDEX "releases_as_of" ON "published"."releases" USING btree ("as_of");
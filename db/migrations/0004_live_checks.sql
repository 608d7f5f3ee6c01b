CREATE SCHEMA "checks";
--> statement-breakpoint
CREATE TYPE "public"."check_failure" AS ENUM('interrupted', 'not_started', 'internal', 'older_version');--> statement-breakpoint
CREATE TYPE "public"."check_state" AS ENUM('queued', 'running', 'done', 'failed');--> statement-breakpoint
CREATE TYPE "public"."opt_out_kind" AS ENUM('domain', 'range');--> statement-breakpoint
CREATE TABLE "checks"."events" (
	"check" text NOT NULL,
	"sequence" integer NOT NULL,
	"progress" text NOT NULL,
	CONSTRAINT "events_check_sequence_pk" PRIMARY KEY("check","sequence")
);
--> statement-breakpoint
CREATE TABLE "checks"."limits" (
	"key" text PRIMARY KEY NOT NULL,
	"used_until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "checks"."checks" (
	"id" text PRIMARY KEY NOT NULL,
	"domain" text NOT NULL,
	"state" "check_state" DEFAULT 'queued' NOT NULL,
	"queued_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"holder" text,
	"lease_until" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"failure" "check_failure",
	"verdict" text,
	"report" text,
	"previous" text,
	"changes" text
);
--> statement-breakpoint
CREATE TABLE "checks"."opt_outs" (
	"kind" "opt_out_kind" NOT NULL,
	"value" text NOT NULL,
	"note" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "opt_outs_kind_value_pk" PRIMARY KEY("kind","value")
);
--> statement-breakpoint
ALTER TABLE "checks"."events" ADD CONSTRAINT "events_check_checks_id_fk" FOREIGN KEY ("check") REFERENCES "checks"."checks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "checks_in_flight" ON "checks"."checks" USING btree ("domain") WHERE state in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "checks_queue" ON "checks"."checks" USING btree ("queued_at","id") WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX "checks_running" ON "checks"."checks" USING btree ("lease_until") WHERE state = 'running';--> statement-breakpoint
CREATE INDEX "checks_latest" ON "checks"."checks" USING btree ("domain","finished_at");--> statement-breakpoint
CREATE INDEX "checks_finished" ON "checks"."checks" USING btree ("finished_at");
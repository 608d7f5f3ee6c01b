CREATE SCHEMA "scan";
--> statement-breakpoint
CREATE TYPE "public"."import_outcome" AS ENUM('accepted', 'refused', 'failed');--> statement-breakpoint
CREATE TYPE "public"."input_kind" AS ENUM('zone', 'list', 'csv');--> statement-breakpoint
CREATE TABLE "scan"."current_imports" (
	"source" text PRIMARY KEY NOT NULL,
	"import" integer NOT NULL,
	"checked_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "scan"."import_coverage" (
	"import" integer NOT NULL,
	"tld" text NOT NULL,
	"names" bigint NOT NULL,
	"with_ds" bigint,
	"is_zone" boolean NOT NULL,
	CONSTRAINT "import_coverage_import_tld_pk" PRIMARY KEY("import","tld")
);
--> statement-breakpoint
CREATE TABLE "scan"."imports" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scan"."imports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"source" text NOT NULL,
	"kind" "input_kind" NOT NULL,
	"location" text NOT NULL,
	"outcome" "import_outcome" NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone NOT NULL,
	"data_at" timestamp with time zone,
	"etag" text,
	"last_modified" text,
	"size_bytes" bigint,
	"sha256" char(64),
	"text_bytes" bigint,
	"lines" bigint,
	"public_suffix_list" text NOT NULL,
	"names" bigint,
	"with_ds" bigint,
	"repeated" bigint,
	"reduced" bigint,
	"suffixes" bigint,
	"deeper" bigint,
	"unusual" bigint,
	"unlisted" bigint,
	"ds_without_ns" bigint,
	"out_of_zone" bigint,
	"zone_apex" text,
	"zone_serial" bigint,
	"is_closed_by_soa" boolean,
	"names_file" text,
	"fault_code" text,
	"fault_line" bigint,
	"fault_field" text,
	"fault_detail" text
);
--> statement-breakpoint
CREATE TABLE "scan"."pool_imports" (
	"pool" integer NOT NULL,
	"import" integer NOT NULL,
	CONSTRAINT "pool_imports_pool_import_pk" PRIMARY KEY("pool","import")
);
--> statement-breakpoint
CREATE TABLE "scan"."pools" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scan"."pools_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"built_at" timestamp with time zone NOT NULL,
	"file" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"seen" bigint NOT NULL,
	"not_seen" bigint NOT NULL,
	"unknown" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "scan"."current_imports" ADD CONSTRAINT "current_imports_import_imports_id_fk" FOREIGN KEY ("import") REFERENCES "scan"."imports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scan"."import_coverage" ADD CONSTRAINT "import_coverage_import_imports_id_fk" FOREIGN KEY ("import") REFERENCES "scan"."imports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scan"."pool_imports" ADD CONSTRAINT "pool_imports_pool_pools_id_fk" FOREIGN KEY ("pool") REFERENCES "scan"."pools"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scan"."pool_imports" ADD CONSTRAINT "pool_imports_import_imports_id_fk" FOREIGN KEY ("import") REFERENCES "scan"."imports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "import_coverage_tld" ON "scan"."import_coverage" USING btree ("tld");--> statement-breakpoint
CREATE INDEX "imports_source" ON "scan"."imports" USING btree ("source","id");
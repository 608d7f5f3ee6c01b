CREATE TYPE "public"."batch_kind" AS ENUM('main', 'retry');--> statement-breakpoint
CREATE TYPE "public"."batch_state" AS ENUM('queued', 'leased', 'done');--> statement-breakpoint
CREATE TYPE "public"."run_state" AS ENUM('running', 'complete', 'abandoned');--> statement-breakpoint
CREATE TYPE "public"."change_kind" AS ENUM('added', 'changed', 'removed');--> statement-breakpoint
CREATE TYPE "public"."dnssec_status" AS ENUM('secure', 'insecure', 'bogus', 'indeterminate');--> statement-breakpoint
CREATE TYPE "public"."domain_verdict" AS ENUM('nxdomain', 'null_mx', 'bogus', 'dns_error', 'insecure', 'dane_fail', 'no_mail', 'dane_ok', 'dane_partial', 'tempfail', 'dane_unusable', 'no_dane');--> statement-breakpoint
CREATE TYPE "public"."host_verdict" AS ENUM('ok', 'fail', 'no_tls', 'unusable', 'no_tlsa', 'insecure', 'bogus', 'dns_error', 'unreachable', 'no_address');--> statement-breakpoint
CREATE TYPE "public"."removal_reason" AS ENUM('lost_ds', 'gone', 'opted_out');--> statement-breakpoint
CREATE TYPE "public"."scan_outcome" AS ENUM('pass', 'fail', 'not_applicable', 'undetermined');--> statement-breakpoint
CREATE TABLE "scan"."batches" (
	"run" integer NOT NULL,
	"number" integer NOT NULL,
	"kind" "batch_kind" NOT NULL,
	"state" "batch_state" NOT NULL,
	"fence" integer NOT NULL,
	"holder" text,
	"leased_until" timestamp with time zone,
	"queued_at" timestamp with time zone NOT NULL,
	"done_at" timestamp with time zone,
	"from_hash" bigint,
	"to_hash" bigint,
	"size" integer NOT NULL,
	"names" text,
	CONSTRAINT "batches_run_number_pk" PRIMARY KEY("run","number")
);
--> statement-breakpoint
CREATE TABLE "scan"."coverage" (
	"run" integer NOT NULL,
	"batch" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"holder" text NOT NULL,
	"duration_ms" integer NOT NULL,
	"size" integer NOT NULL,
	"tally" jsonb NOT NULL,
	CONSTRAINT "coverage_run_batch_pk" PRIMARY KEY("run","batch")
);
--> statement-breakpoint
CREATE TABLE "scan"."disagreements" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scan"."disagreements_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run" integer NOT NULL,
	"batch" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"domain" text NOT NULL,
	"question" text NOT NULL,
	"quick" "dnssec_status",
	"validated" "dnssec_status" NOT NULL,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "scan"."retries" (
	"run" integer NOT NULL,
	"hash" bigint NOT NULL,
	"name" text NOT NULL,
	"ds" text NOT NULL,
	"attempt" smallint NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"operator" text,
	CONSTRAINT "retries_run_name_pk" PRIMARY KEY("run","name")
);
--> statement-breakpoint
CREATE TABLE "scan"."runs" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scan"."runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"day" date NOT NULL,
	"pool" integer NOT NULL,
	"state" "run_state" NOT NULL,
	"method_version" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"next_hash" bigint,
	"next_batch" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "scan"."certificates" (
	"sha256" "bytea" PRIMARY KEY NOT NULL,
	"der" "bytea" NOT NULL,
	"first_seen" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "scan"."changes" (
	"at" timestamp with time zone NOT NULL,
	"hash" bigint NOT NULL,
	"run" integer NOT NULL,
	"batch" integer NOT NULL,
	"kind" "change_kind" NOT NULL,
	"reason" "removal_reason",
	"verdict" "domain_verdict" NOT NULL,
	"rule" text NOT NULL,
	"outcome" "scan_outcome" NOT NULL,
	"mx_status" "dnssec_status" NOT NULL,
	"dnskey_status" "dnssec_status" NOT NULL,
	"ds" integer,
	"keys" integer,
	"nsec3" integer,
	"ns" integer,
	"mx" integer,
	"strict" boolean NOT NULL,
	"headline" boolean NOT NULL,
	"partial" boolean NOT NULL,
	"name" text collate "C" NOT NULL,
	CONSTRAINT "changes_hash_name_at_pk" PRIMARY KEY("hash","name","at")
);
--> statement-breakpoint
CREATE TABLE "scan"."domains" (
	"content" bigint NOT NULL,
	"raw_keys" bigint NOT NULL,
	"hash" bigint NOT NULL,
	"first_seen" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"verdict_since" timestamp with time zone NOT NULL,
	"carried_since" timestamp with time zone,
	"verdict" "domain_verdict" NOT NULL,
	"rule" text NOT NULL,
	"outcome" "scan_outcome" NOT NULL,
	"mx_status" "dnssec_status" NOT NULL,
	"dnskey_status" "dnssec_status" NOT NULL,
	"ds" integer,
	"keys" integer,
	"nsec3" integer,
	"ns" integer,
	"mx" integer,
	"strict" boolean NOT NULL,
	"headline" boolean NOT NULL,
	"partial" boolean NOT NULL,
	"name" text collate "C" NOT NULL,
	CONSTRAINT "domains_hash_name_pk" PRIMARY KEY("hash","name")
);
--> statement-breakpoint
CREATE TABLE "scan"."ds_profiles" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scan"."ds_profiles_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"digest" uuid NOT NULL,
	"content" jsonb NOT NULL,
	CONSTRAINT "ds_profiles_digest_unique" UNIQUE("digest")
);
--> statement-breakpoint
CREATE TABLE "scan"."host_changes" (
	"host" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"verdict" "host_verdict" NOT NULL,
	"state" jsonb NOT NULL,
	CONSTRAINT "host_changes_host_at_pk" PRIMARY KEY("host","at")
);
--> statement-breakpoint
CREATE TABLE "scan"."hosts" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scan"."hosts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"name" text collate "C" NOT NULL,
	"verdict" "host_verdict",
	"zone" text collate "C",
	"content" bigint,
	"state" jsonb,
	"first_seen" timestamp with time zone NOT NULL,
	"verdict_since" timestamp with time zone,
	"changed_at" timestamp with time zone,
	"carried_since" timestamp with time zone,
	CONSTRAINT "hosts_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "scan"."key_profiles" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scan"."key_profiles_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"digest" uuid NOT NULL,
	"content" jsonb NOT NULL,
	CONSTRAINT "key_profiles_digest_unique" UNIQUE("digest")
);
--> statement-breakpoint
CREATE TABLE "scan"."mx_set_hosts" (
	"mx_set" integer NOT NULL,
	"host" integer NOT NULL,
	"preference" integer NOT NULL,
	CONSTRAINT "mx_set_hosts_mx_set_host_pk" PRIMARY KEY("mx_set","host")
);
--> statement-breakpoint
CREATE TABLE "scan"."mx_sets" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scan"."mx_sets_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"digest" uuid NOT NULL,
	"content" jsonb NOT NULL,
	CONSTRAINT "mx_sets_digest_unique" UNIQUE("digest")
);
--> statement-breakpoint
CREATE TABLE "scan"."ns_sets" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scan"."ns_sets_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"digest" uuid NOT NULL,
	"content" jsonb NOT NULL,
	CONSTRAINT "ns_sets_digest_unique" UNIQUE("digest")
);
--> statement-breakpoint
CREATE TABLE "scan"."nsec3_profiles" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scan"."nsec3_profiles_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"digest" uuid NOT NULL,
	"content" jsonb NOT NULL,
	CONSTRAINT "nsec3_profiles_digest_unique" UNIQUE("digest")
);
--> statement-breakpoint
CREATE TABLE "scan"."probes" (
	"address" text NOT NULL,
	"server_name" text NOT NULL,
	"port" integer NOT NULL,
	"holder" text,
	"held_until" timestamp with time zone,
	"probed_at" timestamp with time zone,
	"fresh_until" timestamp with time zone,
	"attempts" jsonb,
	"handshakes" smallint,
	CONSTRAINT "probes_address_server_name_port_pk" PRIMARY KEY("address","server_name","port")
);
--> statement-breakpoint
CREATE TABLE "scan"."raw_keys" (
	"at" timestamp with time zone NOT NULL,
	"hash" bigint NOT NULL,
	"ds" "bytea" NOT NULL,
	"dnskey" "bytea" NOT NULL,
	"name" text collate "C" NOT NULL,
	CONSTRAINT "raw_keys_hash_name_at_pk" PRIMARY KEY("hash","name","at")
);
--> statement-breakpoint
CREATE TABLE "scan"."smtp_turns" (
	"key" text PRIMARY KEY NOT NULL,
	"free_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "scan"."batches" ADD CONSTRAINT "batches_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "scan"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scan"."runs" ADD CONSTRAINT "runs_pool_pools_id_fk" FOREIGN KEY ("pool") REFERENCES "scan"."pools"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scan"."domains" ADD CONSTRAINT "domains_ds_ds_profiles_id_fk" FOREIGN KEY ("ds") REFERENCES "scan"."ds_profiles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scan"."domains" ADD CONSTRAINT "domains_keys_key_profiles_id_fk" FOREIGN KEY ("keys") REFERENCES "scan"."key_profiles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scan"."domains" ADD CONSTRAINT "domains_nsec3_nsec3_profiles_id_fk" FOREIGN KEY ("nsec3") REFERENCES "scan"."nsec3_profiles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scan"."domains" ADD CONSTRAINT "domains_ns_ns_sets_id_fk" FOREIGN KEY ("ns") REFERENCES "scan"."ns_sets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scan"."domains" ADD CONSTRAINT "domains_mx_mx_sets_id_fk" FOREIGN KEY ("mx") REFERENCES "scan"."mx_sets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scan"."host_changes" ADD CONSTRAINT "host_changes_host_hosts_id_fk" FOREIGN KEY ("host") REFERENCES "scan"."hosts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scan"."mx_set_hosts" ADD CONSTRAINT "mx_set_hosts_mx_set_mx_sets_id_fk" FOREIGN KEY ("mx_set") REFERENCES "scan"."mx_sets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scan"."mx_set_hosts" ADD CONSTRAINT "mx_set_hosts_host_hosts_id_fk" FOREIGN KEY ("host") REFERENCES "scan"."hosts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "batches_open" ON "scan"."batches" USING btree ("state","leased_until");--> statement-breakpoint
CREATE INDEX "disagreements_run" ON "scan"."disagreements" USING btree ("run");--> statement-breakpoint
CREATE INDEX "retries_due" ON "scan"."retries" USING btree ("run","due_at");--> statement-breakpoint
CREATE INDEX "changes_run" ON "scan"."changes" USING btree ("run");--> statement-breakpoint
CREATE INDEX "hosts_zone" ON "scan"."hosts" USING btree ("zone");--> statement-breakpoint
CREATE INDEX "mx_set_hosts_host" ON "scan"."mx_set_hosts" USING btree ("host");
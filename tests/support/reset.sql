-- Only in the tests' template: notes which tables a test touches, and puts them back.
CREATE SCHEMA testing;
CREATE UNLOGGED TABLE testing.touched (name regclass NOT NULL);
CREATE TABLE testing.seeded (name regclass PRIMARY KEY, copy regclass, columns text);
CREATE TABLE testing.counters (name regclass PRIMARY KEY, last_value bigint, is_called boolean);

-- A plain row each time: a unique one would make concurrent tests wait for each other.
CREATE FUNCTION testing.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO testing.touched VALUES (TG_RELID);
    RETURN NULL;
END $$;

CREATE FUNCTION testing.remember() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t record;
    names text;
    filled boolean;
BEGIN
    FOR t IN SELECT c.oid::regclass AS name, c.relname FROM pg_class c
             WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
               AND c.relname <> 'alembic_version'
    LOOP
        SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO names FROM pg_attribute
        WHERE attrelid = t.name AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', t.name) INTO filled;
        IF filled THEN
            EXECUTE format('CREATE TABLE testing.%I AS SELECT %s FROM %s', 'copy_' || t.relname, names, t.name);
            INSERT INTO testing.seeded VALUES (t.name, format('testing.%I', 'copy_' || t.relname)::regclass, names);
        END IF;
        EXECUTE format('CREATE TRIGGER testing_note AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s
                        FOR EACH STATEMENT EXECUTE FUNCTION testing.note()', t.name);
    END LOOP;
    INSERT INTO testing.counters
    SELECT format('%I.%I', schemaname, sequencename)::regclass, last_value, last_value IS NOT NULL
    FROM pg_sequences WHERE schemaname = 'public';
END $$;

-- Called with session_replication_role = replica, so that neither foreign keys nor the guard of
-- the record stand in the way.
CREATE FUNCTION testing.reset() RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    names regclass[];
    t regclass;
    s record;
    guards text[] := '{}';
    guard text;
BEGIN
    SELECT array_agg(DISTINCT name) INTO names FROM testing.touched;
    IF names IS NULL THEN
        RETURN ARRAY[]::text[];
    END IF;
    FOREACH t IN ARRAY names LOOP
        FOR s IN SELECT tgname FROM pg_trigger WHERE tgrelid = t AND tgenabled = 'A' LOOP
            EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', t, s.tgname);
            guards := guards || format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', t, s.tgname);
        END LOOP;
        EXECUTE format('DELETE FROM %s', t);
    END LOOP;
    FOR s IN SELECT * FROM testing.seeded WHERE name = ANY (names) LOOP
        EXECUTE format('INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s', s.name, s.columns, s.columns, s.copy);
    END LOOP;
    FOREACH guard IN ARRAY guards LOOP
        EXECUTE guard;
    END LOOP;
    FOR s IN SELECT c.name, c.last_value, c.is_called FROM testing.counters c
             JOIN pg_sequences q ON format('%I.%I', q.schemaname, q.sequencename)::regclass = c.name
             WHERE q.last_value IS DISTINCT FROM c.last_value
    LOOP
        PERFORM setval(s.name, coalesce(s.last_value, 1), s.is_called);
    END LOOP;
    DELETE FROM testing.touched;
    RETURN names::text[];
END $$;

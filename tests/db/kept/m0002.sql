BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('m0002');
CREATE TABLE answers (
	attempt_id INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	choice VARCHAR, 
	flagged BOOLEAN NOT NULL, 
	seq INTEGER NOT NULL, 
	saved_at DOUBLE NOT NULL, 
	CONSTRAINT pk_answers PRIMARY KEY (attempt_id, n), 
	CONSTRAINT fk_answers_attempt_id FOREIGN KEY(attempt_id, n) REFERENCES attempt_questions (attempt_id, n) ON DELETE CASCADE
);
INSERT INTO "answers" VALUES(1,1,'B',1,3,12.0);
CREATE TABLE attempt_questions (
	attempt_id INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	item_id VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	option_order VARCHAR NOT NULL, 
	points INTEGER NOT NULL, 
	CONSTRAINT pk_attempt_questions PRIMARY KEY (attempt_id, n), 
	CONSTRAINT fk_attempt_questions_attempt_id FOREIGN KEY(attempt_id) REFERENCES attempts (id) ON DELETE CASCADE, 
	CONSTRAINT fk_attempt_questions_item_id FOREIGN KEY(item_id, version) REFERENCES bank_items (item_id, version)
);
INSERT INTO "attempt_questions" VALUES(1,1,'os-0301-01',1,'BADC',2);
INSERT INTO "attempt_questions" VALUES(2,1,'os-0301-01',1,'BADC',2);
CREATE TABLE attempts (
	id INTEGER NOT NULL, 
	user_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	nodes JSON NOT NULL, 
	seed INTEGER NOT NULL, 
	started_at DOUBLE NOT NULL, 
	deadline DOUBLE, 
	state VARCHAR NOT NULL, 
	closed_at DOUBLE, 
	CONSTRAINT pk_attempts PRIMARY KEY (id), 
	CONSTRAINT ck_attempts_state CHECK (state in ('open', 'submitted', 'expired')), 
	CONSTRAINT fk_attempts_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
INSERT INTO "attempts" VALUES(1,2,'practice','["os"]',7,10.0,20.0,'submitted',15.0);
INSERT INTO "attempts" VALUES(2,2,'mock_choice','[]',8,30.0,40.0,'open',NULL);
CREATE TABLE bank_items (
	item_id VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	subject VARCHAR NOT NULL, 
	node VARCHAR NOT NULL, 
	content JSON NOT NULL, 
	retired BOOLEAN NOT NULL, 
	added_at DOUBLE NOT NULL, 
	CONSTRAINT pk_bank_items PRIMARY KEY (item_id, version)
);
INSERT INTO "bank_items" VALUES('os-0301-01',1,'os','os.3.1','{"id": "os-0301-01"}',0,1.0);
CREATE TABLE chat_messages (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	thread_id INTEGER NOT NULL, 
	role VARCHAR NOT NULL, 
	content VARCHAR NOT NULL, 
	citations JSON NOT NULL, 
	answered_by VARCHAR NOT NULL, 
	outcome VARCHAR NOT NULL, 
	notice VARCHAR NOT NULL, 
	created_at DOUBLE NOT NULL, 
	CONSTRAINT ck_chat_messages_role CHECK (role in ('user', 'assistant')), 
	CONSTRAINT fk_chat_messages_thread_id FOREIGN KEY(thread_id) REFERENCES chat_threads (id) ON DELETE CASCADE
);
INSERT INTO "chat_messages" VALUES(1,1,'user','什么是死锁？','[]','','','',5.0);
CREATE TABLE chat_threads (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	user_id INTEGER NOT NULL, 
	title VARCHAR NOT NULL, 
	created_at DOUBLE NOT NULL, 
	updated_at DOUBLE NOT NULL, collections JSON, 
	CONSTRAINT fk_chat_threads_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
INSERT INTO "chat_threads" VALUES(1,2,'什么是死锁？',5.0,5.0,'["sanguo"]');
CREATE TABLE classes (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	invite_code VARCHAR NOT NULL, 
	created_at DOUBLE NOT NULL, 
	CONSTRAINT pk_classes PRIMARY KEY (id), 
	CONSTRAINT uq_classes_invite_code UNIQUE (invite_code), 
	CONSTRAINT uq_classes_name UNIQUE (name)
);
INSERT INTO "classes" VALUES(1,'计科一班','ABCD2345',1.0);
CREATE TABLE collections (
	name_key VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	persona VARCHAR NOT NULL, 
	access VARCHAR NOT NULL, 
	class_id INTEGER, 
	owner_id INTEGER, 
	CONSTRAINT pk_collections PRIMARY KEY (name_key), 
	CONSTRAINT ck_collections_access CHECK (access in ('everyone', 'class', 'owner')), 
	CONSTRAINT fk_collections_class_id FOREIGN KEY(class_id) REFERENCES classes (id) ON DELETE SET NULL, 
	CONSTRAINT fk_collections_owner_id FOREIGN KEY(owner_id) REFERENCES users (id) ON DELETE SET NULL
);
INSERT INTO "collections" VALUES('sanguo','sanguo','三国演义','你是说书人。','class',1,1);
INSERT INTO "collections" VALUES('mine','mine','备课','','owner',NULL,1);
CREATE TABLE login_failures (
	id INTEGER NOT NULL, 
	name_key VARCHAR NOT NULL, 
	address VARCHAR NOT NULL, 
	at DOUBLE NOT NULL, 
	CONSTRAINT pk_login_failures PRIMARY KEY (id)
);
INSERT INTO "login_failures" VALUES(1,'李雷','127.0.0.1',3.0);
CREATE TABLE login_sessions (
	id INTEGER NOT NULL, 
	token_hash VARCHAR NOT NULL, 
	user_id INTEGER NOT NULL, 
	created_at DOUBLE NOT NULL, 
	expires_at DOUBLE NOT NULL, 
	CONSTRAINT pk_login_sessions PRIMARY KEY (id), 
	CONSTRAINT fk_login_sessions_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_login_sessions_token_hash UNIQUE (token_hash)
);
INSERT INTO "login_sessions" VALUES(1,'0000000000000000000000000000000000000000000000000000000000000000',2,3.0,4.0);
CREATE TABLE marks (
	attempt_id INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	node VARCHAR NOT NULL, 
	choice VARCHAR, 
	earned INTEGER NOT NULL, 
	possible INTEGER NOT NULL, 
	CONSTRAINT pk_marks PRIMARY KEY (attempt_id, n), 
	CONSTRAINT fk_marks_attempt_id FOREIGN KEY(attempt_id, n) REFERENCES attempt_questions (attempt_id, n) ON DELETE CASCADE
);
INSERT INTO "marks" VALUES(1,1,'os.3.1','B',2,2);
CREATE TABLE users (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	name_key VARCHAR NOT NULL, 
	password_hash VARCHAR, 
	role VARCHAR NOT NULL, 
	class_id INTEGER, 
	created_at DOUBLE NOT NULL, 
	CONSTRAINT pk_users PRIMARY KEY (id), 
	CONSTRAINT ck_users_role CHECK (role in ('student', 'instructor')), 
	CONSTRAINT fk_users_class_id FOREIGN KEY(class_id) REFERENCES classes (id), 
	CONSTRAINT uq_users_name_key UNIQUE (name_key)
);
INSERT INTO "users" VALUES(1,'王老师','王老师','$argon2id$x','instructor',NULL,1.0);
INSERT INTO "users" VALUES(2,'李雷','李雷','$argon2id$y','student',1,2.0);
CREATE INDEX ix_bank_items_subject ON bank_items (subject);
CREATE INDEX ix_login_failures_who ON login_failures (name_key, address, at);
CREATE INDEX ix_users_class_id ON users (class_id);
CREATE INDEX ix_attempts_open ON attempts (state, deadline);
CREATE INDEX ix_attempts_user_id ON attempts (user_id, started_at);
CREATE INDEX ix_chat_threads_user_id ON chat_threads (user_id, updated_at);
CREATE INDEX ix_login_sessions_user_id ON login_sessions (user_id);
CREATE INDEX ix_attempt_questions_item ON attempt_questions (item_id, version);
CREATE INDEX ix_chat_messages_thread_id ON chat_messages (thread_id);
CREATE INDEX ix_marks_node ON marks (node);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('chat_threads',1);
INSERT INTO "sqlite_sequence" VALUES('chat_messages',1);
COMMIT;

"""Every visible word, Chinese first, English beside it. Keys are ``area.name``; ``{name}`` is filled in by the caller."""

from collections.abc import Mapping

Language = str  # "zh" or "en"

# --- shared ----------------------------------------------------------------------------------------------------------
_SHARED = {
    "app.title": ("408 助手", "408 Assistant"),
    "app.tagline": ("408 计算机学科专业基础 · 练习与答疑", "Practice and answers for the 408 computer-science exam"),
    "app.tab.chat": ("答疑", "Ask"),
    "app.tab.quiz": ("测验", "Quiz"),
    "app.tab.scoreboard": ("成绩", "Scoreboard"),
    "app.teach": ("教师页面", "Instructor pages"),
    "app.student": ("学生页面", "Student pages"),
    "app.logout": ("退出登录", "Log out"),
    "app.password": ("修改密码", "Change password"),
    "app.error": ("出错了，请稍后再试。", "Something went wrong. Please try again."),
    "app.not_found": ("没有这个页面。", "There is no such page."),
    "app.forbidden": ("这个页面只对教师开放。", "This page is for instructors only."),
    "app.back": ("返回首页", "Back to the first page"),
}

# --- accounts --------------------------------------------------------------------------------------------------------
_ACCOUNTS = {
    "accounts.log_in": ("登录", "Log in"),
    "accounts.register": ("注册", "Register"),
    "accounts.name": ("姓名或学号", "Name or student number"),
    "accounts.password": ("密码", "Password"),
    "accounts.new_password": ("新密码（至少 8 位）", "New password (at least 8 characters)"),
    "accounts.old_password": ("现在的密码", "Current password"),
    "accounts.invite": ("班级邀请码", "Invite code of your class"),
    "accounts.no_account": ("还没有账号？", "No account yet?"),
    "accounts.have_account": ("已有账号？", "Have an account?"),
    "accounts.forgotten": ("忘记密码请找任课教师重置。", "Forgot your password? Your instructor can reset it."),
    "accounts.changed": ("密码已修改，其他设备上的登录已全部退出。", "Password changed. All other logins have ended."),
    "accounts.error.wrong": ("姓名或密码不对。", "Wrong name or password."),
    "accounts.error.locked": (
        "输错次数过多，请 {minutes} 分钟后再试。",
        "Too many wrong passwords. Try again in {minutes} minutes.",
    ),
    "accounts.error.name": (
        "姓名须为 1 到 32 个可见字符。",
        "The name must have 1 to 32 visible characters.",
    ),
    "accounts.error.password": (
        "密码须为 8 到 128 位，且不能与姓名相同。",
        "The password must have 8 to 128 characters and differ from the name.",
    ),
    "accounts.error.taken": ("这个姓名已被注册。", "That name is taken."),
    "accounts.error.invite": ("没有这个邀请码，请向教师核对。", "Unknown invite code. Ask your instructor."),
}

# --- quiz ------------------------------------------------------------------------------------------------------------
_QUIZ = {
    "quiz.title": ("测验", "Quiz"),
    "quiz.home": ("返回首页", "Back to the first page"),
    "quiz.loading": ("正在载入…", "Loading…"),
    "quiz.retry": ("重试", "Try again"),
    "quiz.load_failed": ("暂时连不上服务器。", "The server cannot be reached right now."),
    "quiz.needs_script": ("测验需要浏览器开启 JavaScript。", "The quiz needs JavaScript."),
    "quiz.kind.practice": ("自选练习", "Practice"),
    "quiz.kind.mock_choice": ("模拟卷选择题", "Mock paper, choice half"),
    "quiz.setup.heading": ("开始一次测验", "Start a quiz"),
    "quiz.setup.practice_about": (
        "自己选科目和章节，没做过的题优先。",
        "Your choice of subjects and chapters; questions new to you come first.",
    ),
    "quiz.setup.mock_about": (
        "按真题的题量与科目比例组卷，一口气做完。",
        "Drawn in the exam's own proportions, to be done in one sitting.",
    ),
    "quiz.setup.mock_facts": (
        "{questions} 题 · {points} 分 · {minutes} 分钟",
        "{questions} questions · {points} points · {minutes} min",
    ),
    "quiz.setup.mock_rules": (
        "开始后连续计时，到点自动交卷；期间答疑和讲义暂停使用。",
        "The clock runs on from the start and the paper is handed in when it ends. The tutor and the notes stay closed until then.",
    ),
    "quiz.setup.mock_missing": ("题库暂时不够组成一份模拟卷。", "The bank is still too small for a mock paper."),
    "quiz.setup.range": ("范围", "Range"),
    "quiz.setup.all": ("全选", "All"),
    "quiz.setup.none": ("清空", "None"),
    "quiz.setup.chapters": ("章节", "Chapters"),
    "quiz.setup.chapters_of": ("{name}的章节", "Chapters of {name}"),
    "quiz.setup.chosen": ("已选 {chosen}/{all} 章", "{chosen} of {all} chapters"),
    "quiz.setup.items": ("{count} 题", "{count} questions"),
    "quiz.setup.count": ("题数", "Questions"),
    "quiz.setup.minutes": ("限时（分钟）", "Time limit (minutes)"),
    "quiz.setup.other": ("自定", "Other"),
    "quiz.setup.untimed": ("不限时", "Untimed"),
    "quiz.setup.available": ("所选范围共 {count} 题", "{count} questions in this range"),
    "quiz.setup.start": ("开始练习", "Start practice"),
    "quiz.setup.start_mock": ("开始模拟", "Start the mock paper"),
    "quiz.setup.open": ("进行中", "In progress"),
    "quiz.setup.continue": ("继续作答", "Continue"),
    "quiz.setup.answered": ("已答 {answered}/{questions}", "{answered} of {questions} answered"),
    "quiz.setup.left": ("剩余 {time}", "{time} left"),
    "quiz.setup.recent": ("最近的测验", "Recent quizzes"),
    "quiz.setup.nothing_yet": ("做完的测验会列在这里。", "Finished quizzes will be listed here."),
    "quiz.setup.right": ("答对 {right}/{questions}", "{right} of {questions} right"),
    "quiz.setup.more_nodes": ("{names} 等 {count} 项", "{names} and others, {count} in all"),
    "quiz.run.question": ("第 {n} 题", "Question {n}"),
    "quiz.run.of": ("共 {count} 题", "of {count}"),
    "quiz.run.points": ("{points} 分", "{points} points"),
    "quiz.run.options": ("选项", "Options"),
    "quiz.run.clear": ("清除选择", "Clear my choice"),
    "quiz.run.flag": ("标记", "Flag"),
    "quiz.run.flagged": ("已标记", "Flagged"),
    "quiz.run.previous": ("上一题", "Previous"),
    "quiz.run.next": ("下一题", "Next"),
    "quiz.run.submit": ("交卷", "Hand in"),
    "quiz.run.card": ("答题卡", "Answer card"),
    "quiz.run.close": ("关闭", "Close"),
    "quiz.run.progress": ("已答 {answered}/{count}", "{answered} of {count} answered"),
    "quiz.run.cell": ("第 {n} 题", "Question {n}"),
    "quiz.run.cell_answered": ("，已答", ", answered"),
    "quiz.run.cell_flagged": ("，已标记", ", flagged"),
    "quiz.run.legend_answered": ("已答", "Answered"),
    "quiz.run.legend_blank": ("未答", "Blank"),
    "quiz.run.legend_flagged": ("标记", "Flagged"),
    "quiz.run.time_left": ("剩余时间", "Time left"),
    "quiz.run.minutes_left": ("还剩 {minutes} 分钟。", "{minutes} minutes left."),
    "quiz.run.minute_left": ("还剩 1 分钟。", "1 minute left."),
    "quiz.run.keys": (
        "快捷键：A–D 选择，F 标记，← → 换题",
        "Keys: A–D choose, F flags, ← → move",
    ),
    "quiz.run.focus_page": ("打开专注页面", "Open the focused page"),
    "quiz.run.leave": ("返回", "Back"),
    "quiz.save.idle": ("自动保存", "Saved as you go"),
    "quiz.save.saving": ("保存中…", "Saving…"),
    "quiz.save.saved": ("已保存", "Saved"),
    "quiz.save.offline": ("未保存 {count}", "{count} unsaved"),
    "quiz.save.banner_offline": (
        "连接中断，{count} 个答案还没有存到服务器。它们已留在本机，请继续作答，恢复后自动补存。",
        "Connection lost: {count} answers are not on the server yet. They are kept on this device and will be sent when it is back. You can go on.",
    ),
    "quiz.save.banner_back": ("已恢复连接，全部答案均已保存。", "Back online: all your answers are saved."),
    "quiz.save.banner_login": (
        "登录已失效，答案留在本机。请重新登录后回到这里。",
        "Your login has ended. Answers stay on this device: log in and come back.",
    ),
    "quiz.save.log_in": ("去登录", "Log in"),
    "quiz.save.replaced": (
        "另一台设备上有更新的答案，已换成它。",
        "A newer answer came from another device and is shown now.",
    ),
    "quiz.save.late": (
        "试卷已经结束，有 {count} 个答案未能在截止前送达。",
        "The paper had ended: {count} answers did not arrive in time.",
    ),
    "quiz.submit.heading": ("确认交卷？", "Hand in now?"),
    "quiz.submit.all_answered": ("全部 {count} 题均已作答。", "All {count} questions are answered."),
    "quiz.submit.blank": ("还有 {count} 题未作答：", "{count} questions are still blank:"),
    "quiz.submit.flagged": ("还有 {count} 题带有标记：", "{count} questions are still flagged:"),
    "quiz.submit.final": ("交卷后不能再修改。", "After that nothing can be changed."),
    "quiz.submit.back": ("继续作答", "Go on answering"),
    "quiz.submit.confirm": ("确认交卷", "Hand in"),
    "quiz.submit.sending": ("正在交卷…", "Handing in…"),
    "quiz.submit.offline": (
        "现在连不上服务器，试卷还没有交上去。恢复连接后请再按一次。",
        "The server cannot be reached, so the paper has not been handed in. Press again when the connection is back.",
    ),
    "quiz.submit.time_up": ("时间到，正在交卷…", "Time is up, handing in…"),
    "quiz.result.heading": ("测验结果", "Result"),
    "quiz.result.score": ("得分", "Score"),
    "quiz.result.right": ("答对", "Right"),
    "quiz.result.accuracy": ("正确率", "Accuracy"),
    "quiz.result.time": ("用时", "Time used"),
    "quiz.result.expired": ("时间到，自动交卷", "Handed in when time was up"),
    "quiz.result.submitted": ("已交卷", "Handed in"),
    "quiz.result.by_subject": ("各科情况", "By subject"),
    "quiz.result.questions": ("逐题解析", "Question by question"),
    "quiz.result.all": ("全部 {count}", "All {count}"),
    "quiz.result.wrong": ("错题 {count}", "Wrong {count}"),
    "quiz.result.flagged": ("标记 {count}", "Flagged {count}"),
    "quiz.result.none_wrong": ("全部答对，没有错题。", "Nothing wrong here: all right."),
    "quiz.result.unfold": ("全部展开", "Unfold all"),
    "quiz.result.fold": ("全部收起", "Fold all"),
    "quiz.result.is_right": ("答对", "Right"),
    "quiz.result.is_wrong": ("答错", "Wrong"),
    "quiz.result.is_blank": ("未答", "Blank"),
    "quiz.result.mine": ("我的选择", "My choice"),
    "quiz.result.key": ("正确答案", "Right answer"),
    "quiz.result.mine_key": ("选 {mine}，应选 {key}", "Chose {mine}, right is {key}"),
    "quiz.result.blank_key": ("应选 {key}", "Right is {key}"),
    "quiz.result.solution": ("解析", "Solution"),
    "quiz.result.node": ("考点：", "Topic: "),
    "quiz.result.handbook": ("查看讲义", "Read the notes"),
    "quiz.result.handbook_hide": ("收起讲义", "Hide the notes"),
    "quiz.result.handbook_none": ("讲义里还没有这一节。", "The notes have no such section yet."),
    "quiz.result.again": ("再来一次", "Another quiz"),
    "quiz.result.scoreboard": ("返回首页看成绩", "To the first page and scoreboard"),
    "quiz.time.minutes": ("{minutes} 分 {seconds} 秒", "{minutes} min {seconds} s"),
    "quiz.time.hours": ("{hours} 小时 {minutes} 分", "{hours} h {minutes} min"),
    "quiz.error.login_required": ("请先登录。", "Please log in first."),
    "quiz.error.not_found": ("没有这份试卷或这道题。", "There is no such paper or question."),
    "quiz.error.closed": ("这份试卷已交卷，答案不能再改。", "This paper is closed; its answers no longer change."),
    "quiz.error.timed_attempt_open": (
        "你有一份计时试卷正在进行，请先完成它。",
        "A timed paper of yours is running. Finish it first.",
    ),
    "quiz.error.too_few": (
        "题库中符合所选范围的题目不够，请减少题数或扩大范围。",
        "The bank has too few questions in this range. Ask for fewer, or widen it.",
    ),
    "quiz.error.nothing_chosen": ("请至少选择一个科目或章节。", "Choose at least one subject or chapter."),
    "quiz.error.invalid": ("请求的内容不合要求。", "The request is not valid."),
}

# --- chat ------------------------------------------------------------------------------------------------------------
_CHAT = {
    "chat.new": ("新对话", "New conversation"),
    "chat.threads": ("对话", "Conversations"),
    "chat.threads.none": ("还没有对话。", "No conversations yet."),
    "chat.thread.rename": ("重命名", "Rename"),
    "chat.thread.remove": ("删除", "Delete"),
    "chat.thread.sure": ("确认删除", "Really delete"),
    "chat.thread.title": ("对话标题", "Title of the conversation"),
    "chat.conversation": ("对话内容", "Conversation"),
    "chat.older": ("显示更早的消息", "Show earlier messages"),
    "chat.question": ("你的问题", "Your question"),
    "chat.placeholder": ("问一个 408 的问题，Shift+Enter 换行", "Ask about 408; Shift+Enter for a new line"),
    "chat.collections": ("在这些资料中查找", "Search in"),
    "chat.handbook": ("内置讲义", "Built-in handbook"),
    "chat.welcome": (
        "## 向教材提问\n\n回答只依据资料库里的原文，每一句都标出处，可以展开核对。",
        "## Ask the books\n\nAnswers rest on the library only; every statement names its passage, which unfolds below it.",
    ),
    "chat.example.ds": (
        "快速排序的平均和最坏时间复杂度是多少？为什么？",
        "What is quicksort's average and worst time, and why?",
    ),
    "chat.example.co": ("Cache 的三种映射方式各有什么优缺点？", "How do the three cache mappings compare?"),
    "chat.example.os": ("死锁的四个必要条件是什么？", "What are the four necessary conditions for deadlock?"),
    "chat.example.cn": ("TCP 为什么要三次握手，两次不行吗？", "Why does TCP need a three-way handshake?"),
    "chat.searching": ("正在查找资料……", "Looking through the library..."),
    "chat.citations": ("引用 ({count})", "Citations ({count})"),
    "chat.page": ("第 {page} 页", "page {page}"),
    "chat.page.labelled": ("第 {label} 页（文件第 {page} 页）", "page {label} (page {page} of the file)"),
    "chat.extractive": (
        "教材原句摘录，未经模型改写",
        "Sentences quoted from the library, not reworded by a model",
    ),
    "chat.fallback": (
        "模型服务没有应答{reason}，以下由教材原句作答",
        "The model did not answer{reason}; what follows are sentences from the library",
    ),
    "chat.notice.EngineUnavailable": ("（连接不上）", " (it cannot be reached)"),
    "chat.notice.EngineTimeout": ("（等待超时）", " (it took too long)"),
    "chat.notice.EngineRefused": ("（请求被拒绝）", " (it refused the request)"),
    "chat.notice.EngineSilent": ("（没有给出文字）", " (it gave no text)"),
    "chat.answered_by": (
        "由 {model} 依据资料作答，请对照引用核实",
        "Answered by {model} from the library; check it against the citations",
    ),
    "chat.stopped": ("已停止", "Stopped"),
    "chat.failed": ("回答中断，可以点重试。", "The answer broke off. Retry asks again."),
    "chat.refused": ("所选资料里没有与这个问题相关的内容。", "Nothing in the chosen library bears on this question."),
    "chat.refused.try": (
        "可以试试：换成教材里的术语再问一次（例如把“卡住了”写成“死锁”）；勾选更多资料；或把问题拆成更具体的几问。",
        "You can try: asking again in the textbook's terms, choosing more of the library, or splitting the question.",
    ),
    "chat.closed": ("限时测验进行中，答疑关闭到 {time}", "A timed quiz is running: Ask is closed until {time}"),
    "chat.closed.why": ("交卷之后立即重新开放。", "It opens again as soon as you hand in."),
    "chat.gone": (
        "这个对话已在别处改动，页面已更新。",
        "This conversation was changed elsewhere; the page is now up to date.",
    ),
}

# --- scoreboard and instructor pages ---------------------------------------------------------------------------------
_SCOREBOARD = {
    "board.subjects": ("各科正确率", "Accuracy by subject"),
    "board.trend": ("正确率走势", "Accuracy over time"),
    "board.trend.none": ("再完成一次测验，就能看到走势。", "Finish one more quiz to see how it develops."),
    "board.trend.caption": (
        "点为单次正确率，线为最近 {n} 次合计",
        "Dots are single results, the line is the last {n} together",
    ),
    "board.trend.caption.daily": (
        "点为当天正确率，线为最近 {n} 天合计",
        "Dots are single days, the line is the last {n} days together",
    ),
    "board.trend.label": (
        "正确率走势：{first} 至 {last} 共 {n} 次，由 {start} 到 {end}",
        "Accuracy over time: {n} results from {first} to {last}, going from {start} to {end}",
    ),
    "board.recent": ("最近的测验", "Recent quizzes"),
    "board.bar": (
        "{name}：正确率 {share}，{n} 题中对 {right} 题，95% 区间 {low} 到 {high}",
        "{name}: {share} right, {right} of {n}, 95% interval {low} to {high}",
    ),
    "board.bar.few": (
        "{name}：{n} 题中对 {right} 题，题数太少，还不能下结论",
        "{name}: {right} of {n} right, too few answers to tell",
    ),
    "board.bar.none": ("{name}：还没有作答", "{name}: no answers yet"),
    "board.legend": (
        "细线为 95% 置信区间；不足 5 题时不下结论。",
        "The thin line is the 95% interval; below 5 answers nothing is concluded.",
    ),
    "board.none": ("未作答", "no answers"),
    "board.few": ("题数太少", "too few"),
    "board.n": ("{n} 题", "n={n}"),
    "board.tile.share": ("总正确率", "Accuracy"),
    "board.tile.answered": ("已答题数", "Questions answered"),
    "board.tile.last": ("最近一次", "Last quiz"),
    "board.tile.students": ("学生", "Students"),
    "board.tile.active": ("做过测验", "With a quiz"),
    "board.column.date": ("时间", "Date"),
    "board.column.kind": ("类型", "Kind"),
    "board.column.score": ("成绩", "Score"),
    "board.column.open": ("打开", "Open"),
    "board.column.student": ("学生", "Student"),
    "board.column.attempts": ("测验次数", "Quizzes"),
    "board.column.last": ("最近活动", "Last active"),
    "board.column.total": ("总计", "All"),
    "board.column.class": ("班级", "Class"),
    "board.column.code": ("邀请码", "Invite code"),
    "board.kind.practice": ("自选练习", "Practice"),
    "board.kind.mock_choice": ("模拟卷选择题", "Mock paper, choice half"),
    "board.open": ("进行中 · 已答 {answered}/{questions}", "open · {answered}/{questions} answered"),
    "board.continue": ("继续", "Continue"),
    "board.review": ("查看", "Review"),
    "board.empty": ("还没有成绩", "No results yet"),
    "board.empty.why": (
        "完成第一次测验后，这里会按科目和章节显示正确率、走势和每一次的成绩。",
        "After your first quiz this page shows your accuracy by subject and chapter, how it develops, and every result.",
    ),
    "board.empty.start": ("开始第一次测验", "Take the first quiz"),
    "board.student.none": ("这名学生还没有完成过测验。", "This student has not finished a quiz yet."),
    "board.csv.student": ("学生", "Student"),
    "board.csv.subject": ("科目", "Subject"),
    "board.csv.chapter": ("章", "Chapter"),
    "board.csv.right": ("答对", "Right"),
    "board.csv.answered": ("作答", "Answered"),
    "board.csv.share": ("正确率（%）", "Accuracy (%)"),
    "board.csv.total": ("全科", "Whole subject"),
    "teach.class": ("班级", "Class"),
    "teach.class.all": ("全部学生", "All students"),
    "teach.overview": ("班级概况", "Overview"),
    "teach.students": ("学生", "Students"),
    "teach.admin": ("班级与账号", "Classes and accounts"),
    "teach.hardest": ("最难的章节", "Hardest chapters"),
    "teach.hardest.none": ("每章至少 5 次作答后才会列出。", "A chapter is listed once it has at least 5 answers."),
    "teach.empty": (
        "还没有学生。在“班级与账号”里建一个班，把邀请码发给学生即可注册。",
        "No students yet. Create a class under Classes and accounts and give its invite code to your students.",
    ),
    "teach.export": ("导出 CSV", "Export CSV"),
    "teach.back": ("返回学生列表", "Back to the students"),
    "teach.class.new": ("新班级名称", "Name of a new class"),
    "teach.class.add": ("建立班级", "Create class"),
    "teach.class.none": ("还没有班级。", "No classes yet."),
    "teach.class.added": ("已建立班级“{name}”。", "Class {name} created."),
    "teach.code.renew": ("换新邀请码", "New code"),
    "teach.code.sure": ("旧码将失效，确认", "Old code ends; confirm"),
    "teach.code.renewed": ("邀请码已更换，旧码不再有效。", "The invite code was renewed; the old one admits nobody."),
    "teach.classes": ("班级与邀请码", "Classes and invite codes"),
    "teach.instructor": ("添加教师", "Add an instructor"),
    "teach.instructor.name": ("教师姓名", "Instructor's name"),
    "teach.instructor.password": ("初始密码（至少 8 位）", "First password (at least 8 characters)"),
    "teach.instructor.add": ("添加", "Add"),
    "teach.instructor.added": ("已添加教师“{name}”。", "Instructor {name} added."),
    "teach.reset": ("重置学生密码", "Reset a student's password"),
    "teach.reset.student": ("学生", "Student"),
    "teach.reset.password": ("新密码（至少 8 位）", "New password (at least 8 characters)"),
    "teach.reset.do": ("重置", "Reset"),
    "teach.reset.done": (
        "密码已重置，该学生的登录已全部退出。",
        "The password was reset; the student's logins have ended.",
    ),
    "teach.error.choose": ("请先选择一名学生。", "Choose a student first."),
    "teach.error.class_exists": ("已有同名班级。", "A class of that name exists."),
    "teach.error.unknown": (
        "找不到这名学生，页面可能已过时，请刷新。",
        "No such student; the page may be out of date, reload it.",
    ),
    "teach.error.not_allowed": ("只能重置学生的密码。", "Only students' passwords can be reset here."),
}

TEXTS: dict[str, tuple[str, str]] = {**_SHARED, **_ACCOUNTS, **_QUIZ, **_CHAT, **_SCOREBOARD}


def text(key: str, language: Language, **values: object) -> str:
    """The words of that key in that language. An unknown key is a KeyError: a page never shows a bare key."""
    words = TEXTS[key][1 if language == "en" else 0]
    return words.format(**values) if values else words


def texts_under(prefix: str, language: Language) -> dict[str, str]:
    """All words whose key starts with ``prefix.``, without the prefix: what a page's script is handed."""
    return {key.removeprefix(f"{prefix}."): text(key, language) for key in TEXTS if key.startswith(f"{prefix}.")}


def language_of(accept_language: str | None) -> Language:
    """ "en" when the browser prefers another language to Chinese, "zh" otherwise and when it says nothing.

    Only the first choice by weight counts; ``*`` says nothing.
    """
    best, best_weight = "", -1.0
    for part in (accept_language or "").split(","):
        tag, _, parameter = part.strip().partition(";")
        try:
            weight = float(parameter.strip().removeprefix("q=")) if parameter else 1.0
        except ValueError:
            continue
        if tag and tag != "*" and weight > best_weight:
            best, best_weight = tag.lower(), weight
    return "zh" if not best or best.split("-")[0] == "zh" else "en"


def translations() -> Mapping[str, dict[str, str]]:
    """The words by browser locale, in the shape Gradio's I18n takes; it knows no fallback between the Chinese ones."""
    zh = {key: words[0] for key, words in TEXTS.items()}
    en = {key: words[1] for key, words in TEXTS.items()}
    return {"en": en, "zh": zh, "zh-CN": zh, "zh-TW": zh, "zh-HK": zh}

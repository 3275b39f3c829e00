"""The words of every page, as ``key: (Chinese, English)``."""

WORDS = {
    "app.title": ("408 助手", "408 Assistant"),
    "app.tagline": ("408 计算机学科专业基础 · 练习与答疑", "Practice and answers for the 408 computer-science exam"),
    "app.tab.chat": ("答疑", "Ask"),
    "app.tab.quiz": ("测验", "Quiz"),
    "app.tab.library": ("资料库", "Library"),
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

"""The words of login, registration and passwords, as ``key: (Chinese, English)``."""

WORDS = {
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
    "accounts.error.old_password": ("现在的密码不对。", "The current password is wrong."),
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

"""The MCP server: an agent's access to a YouTube Analyzer server. It needs the extra ``mcp``."""
